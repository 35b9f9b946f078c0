using System.Text.Json.Nodes;

namespace Confab.Channels.WhatsApp;

/// <summary>
/// The calls that a message takes ("messages API"): one where it is a text, an entry, or a file with its caption; else one for the text and one
/// for each entry, in their order.
/// </summary>
internal static class WhatsAppCalls
{
    private const int MaxCaption = 1024;

    /// <summary>The bodies of the calls, the same at every attempt. What is answered is named by the first.</summary>
    public static List<JsonObject> Of(OutboundMessage message)
    {
        var medias = message.Medias.Where(media => media.Type != WhatsAppMedia.ReplyContext).ToList();
        var isCaption = medias is [var only] && message.Text.Length is > 0 and <= MaxCaption && only.Url.Length > 0 && WhatsAppMedia.Kind(only) is "image" or "video" or "document";
        List<JsonObject> calls =
        [
            .. message.Text.Length > 0 && !isCaption ? [Body(message, "text", Text(message.Text))] : Array.Empty<JsonObject>(),
            .. medias.Select(media => Entry(message, media, isCaption ? message.Text : ""))
        ];
        if (message.Medias.FirstOrDefault(media => media.Type == WhatsAppMedia.ReplyContext) is { About.Length: > 0 } answered && calls.Count > 0 && !calls[0].ContainsKey(WhatsAppMedia.Reaction))
            calls[0]["context"] = new JsonObject { ["message_id"] = answered.About };
        for (var part = 0; part < calls.Count; part++)
            calls[part]["biz_opaque_callback_data"] = WhatsAppStatus.Mark(message.Id, part, calls.Count);
        return calls;
    }

    private static JsonObject Entry(OutboundMessage message, OutboundMedia media, string caption) => media.Type switch
    {
        "location" => Body(message, "location", Location(media)),
        WhatsAppMedia.Template or "interactive" or "contacts" => Body(message, media.Type, JsonNode.Parse(WhatsAppMedia.Part(media)?.GetRawText() ?? "{}")!),
        WhatsAppMedia.Reaction => Body(message, media.Type, new JsonObject { ["message_id"] = media.About, ["emoji"] = media.Entry.Text("emoji") }),
        _ => Body(message, WhatsAppMedia.Kind(media), File(media, caption))
    };

    private static JsonObject Text(string text) => new() { ["body"] = text, ["preview_url"] = text.Contains("https://", StringComparison.OrdinalIgnoreCase) || text.Contains("http://", StringComparison.OrdinalIgnoreCase) };

    private static JsonObject File(OutboundMedia media, string caption)
    {
        var file = new JsonObject { ["link"] = media.Url };
        if (caption.Length > 0)
            file["caption"] = caption;
        if (media.Filename.Length > 0 && WhatsAppMedia.Kind(media) == "document")
            file["filename"] = media.Filename;
        return file;
    }

    private static JsonObject Location(OutboundMedia media)
    {
        var location = new JsonObject { ["latitude"] = media.Entry.GetProperty("latitude").GetDouble(), ["longitude"] = media.Entry.GetProperty("longitude").GetDouble() };
        if ((media.Entry.Text("title") is { Length: > 0 } title ? title : media.Entry.Text("name")) is { Length: > 0 } name)
            location["name"] = name;
        if (media.Entry.Text("address") is { Length: > 0 } address)
            location["address"] = address;
        return location;
    }

    private static JsonObject Body(OutboundMessage message, string type, JsonNode content) => new()
    {
        ["messaging_product"] = "whatsapp",
        ["recipient_type"] = "individual",
        ["to"] = message.DialogId,
        ["type"] = type,
        [type] = content
    };
}
