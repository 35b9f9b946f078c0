namespace Confab.Channels;

/// <summary>A provider's call as it came: the raw bytes, because signatures are over them.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Query">The query string with its <c>?</c>, or empty.</param>
/// <param name="Headers">Header values by name, whatever its case.</param>
/// <param name="Body">The raw body.</param>
public sealed record HookRequest(string Method, string Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
