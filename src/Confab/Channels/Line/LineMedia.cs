using System.Text.Json;

namespace Confab.Channels.Line;

/// <summary>Describes what comes in a LINE message beside text (Messaging API reference, "Message event").</summary>
internal static class LineMedia
{
    private const int MaxId = 200;

    /// <summary>The described entry, or null for a message type that we do not know.</summary>
    public static InboundMedia? Parse(JsonElement message)
    {
        var type = message.Text("type");
        var details = new Dictionary<string, object>();
        switch (type)
        {
            case "image" or "video" or "audio":
                Add(details, "duration", message.Get("duration"));
                Add(details, "preview_url", message.Get("contentProvider")?.Get("previewImageUrl"));
                Add(details, "image_set_id", message.Get("imageSet")?.Get("id"));
                Add(details, "image_set_index", message.Get("imageSet")?.Get("index"));
                Add(details, "image_set_total", message.Get("imageSet")?.Get("total"));
                return new InboundMedia(type, "", Source(message), details);
            case "file":
                Add(details, "size", message.Get("fileSize"));
                return new InboundMedia(type, message.Text("fileName"), message.Text("id"), details);
            case "location":
                foreach (var name in (string[])["title", "address", "latitude", "longitude"])
                    Add(details, name, message.Get(name));
                return new InboundMedia(type, "", "", details);
            case "sticker":
                Add(details, "package_id", message.Get("packageId"));
                Add(details, "sticker_id", message.Get("stickerId"));
                Add(details, "text", message.Get("text"));
                if (message.Get("keywords") is { ValueKind: JsonValueKind.Array } keywords)
                    details["keywords"] = string.Join(", ", keywords.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(ProviderText.ReadText));
                return new InboundMedia(type, "", "", details);
            default:
                return null;
        }
    }

    /// <summary>Which earlier message a text or a sticker answers; nothing where it answers none.</summary>
    public static IReadOnlyList<InboundMedia> Context(JsonElement message) =>
        message.Text("quotedMessageId") is { Length: > 0 and <= MaxId } id ? [new InboundMedia("reply_context", "", "", new Dictionary<string, object>()) { About = id }] : [];

    /// <summary>
    /// What a tapped button carries: its data, and what was picked (<c>date</c>, <c>time</c>, <c>datetime</c>, a rich menu). The message's text
    /// is the data too.
    /// </summary>
    public static InboundMedia Postback(JsonElement postback)
    {
        var details = new Dictionary<string, object> { ["data"] = postback.Text("data") };
        foreach (var name in (string[])["date", "time", "datetime", "newRichMenuAliasId", "status"])
            Add(details, JsonNamingPolicy.SnakeCaseLower.ConvertName(name), postback.Get("params")?.Get(name));
        return new InboundMedia("postback", "", "", details);
    }

    /// <summary>LINE keeps the bytes under the message's id, unless somebody else provides them.</summary>
    private static string Source(JsonElement message) => message.Get("contentProvider") is { } provider && provider.Text("type") == "external"
        ? provider.Text("originalContentUrl") : message.Text("id");

    private static void Add(Dictionary<string, object> details, string name, JsonElement? value)
    {
        if (value is { ValueKind: JsonValueKind.Number } number)
            details[name] = number.TryGetInt64(out var whole) ? whole : number.TryGetDouble(out var real) && double.IsFinite(real) ? real : 0L;
        else if (value is { ValueKind: JsonValueKind.String })
            details[name] = ProviderText.ReadText(value.Value);
    }
}
