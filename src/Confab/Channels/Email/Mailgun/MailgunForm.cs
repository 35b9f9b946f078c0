using System.Text.Json;

namespace Confab.Channels.Email.Mailgun;

/// <summary>The fields of a mail as Mailgun posts it (user manual, "Receiving messages via HTTP", "Storing and retrieving messages").</summary>
/// <param name="fields">Names and values.</param>
/// <param name="files">The attachments that came along, described.</param>
internal sealed class MailgunForm(List<KeyValuePair<string, string>> fields, List<InboundMedia> files)
{
    private const int MaxMedias = 50;
    private List<KeyValuePair<string, string>>? headers;

    /// <summary>A field's value, cleaned; empty when it is absent.</summary>
    public string this[string name] => ProviderText.Clean(Value(fields, name));

    /// <summary>The mail's headers in their order.</summary>
    public List<KeyValuePair<string, string>> Headers => headers ??= ReadHeaders(Value(fields, "message-headers"));

    /// <summary>A header's value; empty when the mail has none of that name.</summary>
    public string Header(string name) => Headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
        ?? ProviderText.Clean(fields.Find(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "");

    /// <summary>The attachments: those that came along, or those that Mailgun stored and names.</summary>
    public List<InboundMedia> Medias() => [.. files.Concat(Stored()).Take(MaxMedias)];

    /// <summary>An attachment.</summary>
    public static InboundMedia Media(string filename, string url, string contentType, long size)
    {
        var kind = contentType.Split('/')[0];
        return new InboundMedia(kind is "image" or "video" or "audio" ? kind : "file", Short(filename), url, new Dictionary<string, object> { ["content_type"] = Short(contentType), ["size"] = size });
    }

    private static string Value(List<KeyValuePair<string, string>> fields, string name) => fields.Find(field => field.Key == name).Value ?? "";

    private static string Short(string text) => ProviderText.Clean(text.Length <= 255 ? text : text[..255]);

    private IEnumerable<InboundMedia> Stored() => Json(Value(fields, "attachments")) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Select(item => Media(item.Text("name"), item.Text("url"), item.Text("content-type"),
            item.Get("size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var bytes) ? bytes : 0)) : [];

    /// <summary>A JSON list of pairs.</summary>
    private static List<KeyValuePair<string, string>> ReadHeaders(string json) => Json(json) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String))
            .Select(pair => KeyValuePair.Create(ProviderText.ReadText(pair[0]), ProviderText.ReadText(pair[1])))] : [];

    private static JsonElement? Json(string text) => ProviderText.Json(System.Text.Encoding.UTF8.GetBytes(text));
}
