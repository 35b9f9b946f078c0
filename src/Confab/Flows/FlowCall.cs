namespace Confab.Flows;

/// <summary>An HTTP call of a flow.</summary>
/// <param name="Uri">Where to.</param>
/// <param name="Method">The method.</param>
/// <param name="DataType">The body's media type.</param>
/// <param name="Data">The body.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>, the same when a crash makes it go out again.</param>
/// <param name="IsAwaited">Whether the flow waits for what it answers.</param>
internal sealed record FlowCall(string Uri, string Method, string DataType, string Data, string Key, bool IsAwaited)
{
    /// <summary>The media type of JSON.</summary>
    public const string JsonType = "application/json";

    /// <summary>The methods that an option or a field may name; the empty one stands for POST.</summary>
    public static readonly string[] Methods = ["", "POST", "GET", "PUT", "DELETE"];

    /// <summary>The method that an option names.</summary>
    public static string MethodOf(JsonBody option, string name) => option.Text(name) is { Length: > 0 } method ? method : "POST";
}
