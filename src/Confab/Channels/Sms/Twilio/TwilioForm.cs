using System.Net;
using System.Text;

namespace Confab.Channels.Sms.Twilio;

/// <summary>A form as Twilio posts it, names and values in the order in which they came.</summary>
internal sealed class TwilioForm(List<KeyValuePair<string, string>> fields)
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxFields = 500;

    /// <summary>Whether it is no larger than anything that Twilio sends: the signature can only be checked once it is taken apart.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> body) => body.Length <= MaxBytes && body.Count((byte)'&') < MaxFields;

    /// <summary>Decodes <c>application/x-www-form-urlencoded</c>.</summary>
    public static TwilioForm Parse(ReadOnlyMemory<byte> body) => new([.. Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .Select(part => KeyValuePair.Create(WebUtility.UrlDecode(part[0]), part.Length > 1 ? WebUtility.UrlDecode(part[1]) : ""))]);

    /// <summary>Every field, sorted by name and then by value, as signatures want them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sorted => fields.OrderBy(entry => entry.Key, StringComparer.Ordinal).ThenBy(entry => entry.Value, StringComparer.Ordinal);

    /// <summary>A field's value, cleaned; empty when it is absent, or there twice, which none of Twilio's is.</summary>
    public string this[string name] => fields.Where(entry => entry.Key == name).Take(2).ToList() is [var only] ? ProviderText.Clean(only.Value) : "";
}
