using System.Text.Json;

namespace Confab.Channels.WhatsApp;

/// <summary>What WhatsApp carries beside text ("Media", supported types and sizes), and the entries that are handed through as they are.</summary>
internal static class WhatsAppMedia
{
    /// <summary>The type of entries that go out at any time.</summary>
    public const string Template = "template";

    /// <summary>The type of entries that say which message is answered.</summary>
    public const string ReplyContext = "reply_context";

    /// <summary>The type of entries that react to a message.</summary>
    public const string Reaction = "reaction";

    private const long Mb = 1024 * 1024;
    private const int MaxEntry = 64 * 1024;

    /// <summary>How an entry is carried: pictures, films and sounds of the kinds and sizes that WhatsApp shows as such, everything else that has an address as a document.</summary>
    public static MediaFit Fit(OutboundMedia media) => media.Type switch
    {
        "location" => IsNumber(media.Entry, "latitude", 90) && IsNumber(media.Entry, "longitude", 180) ? MediaFit.Native : Refused("needs latitude and longitude, as numbers."),
        Template or "interactive" => Part(media) is { ValueKind: JsonValueKind.Object } ? Bounded(media) : Refused($"needs an object {media.Type}, as WhatsApp's API takes it."),
        "contacts" => Part(media) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? Bounded(media) : Refused("needs a list contacts, as WhatsApp's API takes it."),
        Reaction => media.Entry.Text("message_id").Length > 0 && media.Entry.Get("emoji") is null or { ValueKind: JsonValueKind.String } ? MediaFit.Native : Refused("needs a message_id, and emoji as a text; an empty one takes the reaction back."),
        ReplyContext => media.Entry.Text("message_id").Length > 0 ? MediaFit.Native : Refused("needs a message_id."),
        _ when media.Url.Length == 0 => MediaFit.LinkOrRefused(media, "WhatsApp"),
        _ when media.Size > 100 * Mb => new MediaFit(MediaWay.Link),
        _ => MediaFit.Native
    };

    /// <summary>What a file goes out as: <c>image</c>, <c>video</c>, <c>audio</c>, <c>sticker</c> or <c>document</c>.</summary>
    public static string Kind(OutboundMedia media) => (media.Type, media.ContentType.Split(';')[0].Trim().ToLowerInvariant()) switch
    {
        ("sticker", "image/webp" or "") when media.Size <= Mb / 2 => "sticker",
        ("image" or "sticker", "image/jpeg" or "image/png" or "") when media.Size <= 5 * Mb => "image",
        ("video", "video/mp4" or "video/3gpp" or "") when media.Size <= 16 * Mb => "video",
        ("audio", "audio/aac" or "audio/amr" or "audio/mpeg" or "audio/mp4" or "audio/ogg" or "") when media.Size <= 16 * Mb => "audio",
        _ => "document"
    };

    /// <summary>The part of an entry that is handed through: what stands under its own type.</summary>
    public static JsonElement? Part(OutboundMedia media) => media.Entry.Get(media.Type);

    private static MediaFit Bounded(OutboundMedia media) => media.Entry.GetRawText().Length <= MaxEntry ? MediaFit.Native : Refused("is too large.");

    private static MediaFit Refused(string why) => new(MediaWay.Refused, why);

    private static bool IsNumber(JsonElement entry, string name, double max) =>
        entry.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && Math.Abs(number) <= max;
}
