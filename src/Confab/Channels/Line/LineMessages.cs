using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Confab.Channels.Line;

/// <summary>
/// Makes LINE's message objects (Messaging API reference, "Message objects"): of a text, of what has bytes, of places and stickers; whatever
/// else is of one of LINE's own types (<c>flex</c>, <c>template</c>, <c>imagemap</c>, <c>text</c>, <c>textV2</c>, <c>coupon</c>) is passed through.
/// </summary>
internal static class LineMessages
{
    private const long MaxImage = 10_000_000;
    private const long MaxFilm = 200_000_000;
    private const int MaxPlace = 100;

    /// <summary>The objects of a message of ours: its text, then its medias.</summary>
    public static List<JsonObject> Of(OutboundMessage message) =>
        [.. message.Text.Length > 0 ? [new JsonObject { ["type"] = "text", ["text"] = message.Text }] : Array.Empty<JsonObject>(), .. message.Medias.Select(Of).OfType<JsonObject>()];

    /// <summary>How LINE carries a media: as what it is where it has an object for it, else as a link.</summary>
    public static MediaFit Fit(OutboundMedia media, string title) => Of(media) is not { } made ? MediaFit.LinkOrRefused(media, title)
        : LineSchema.Fault(ToElement(made)) is { } fault ? new MediaFit(MediaWay.Refused, fault) : MediaFit.Native;

    private static JsonObject? Of(OutboundMedia media)
    {
        var made = media.Type switch
        {
            "image" => Image(media),
            "video" => Video(media),
            "audio" => Audio(media),
            "location" => Location(media.Entry),
            "sticker" => Object("sticker", ("packageId", Word(media.Entry, "package_id", "packageId")), ("stickerId", Word(media.Entry, "sticker_id", "stickerId"))),
            _ => Passed(media)
        };
        foreach (var name in (string[])["quickReply", "sender"])
            if (made?.ContainsKey(name) == false && media.Entry.Get(name) is { } value)
                made[name] = Node(value);
        return made;
    }

    /// <summary>
    /// A picture is its own preview where none is given: LINE wants one of at most 1 MB, and a larger one may show late or not until it is
    /// tapped.
    /// </summary>
    private static JsonObject? Image(OutboundMedia media) => !IsFetchable(media, MaxImage, ["image/jpeg", "image/png"], [".jpg", ".jpeg", ".png"]) ? null
        : Object("image", ("originalContentUrl", media.Url), ("previewImageUrl", media.Entry.Text("preview_url") is { Length: > 0 } preview ? preview : media.Url));

    /// <summary>A film needs a picture to stand for it, which we cannot make.</summary>
    private static JsonObject? Video(OutboundMedia media) => !IsFetchable(media, MaxFilm, ["video/mp4"], [".mp4"]) || media.Entry.Text("preview_url") is not { Length: > 0 } preview ? null
        : Object("video", ("originalContentUrl", media.Url), ("previewImageUrl", preview));

    /// <summary>LINE wants to know how long it takes, in milliseconds.</summary>
    private static JsonObject? Audio(OutboundMedia media)
    {
        if (!IsFetchable(media, MaxFilm, ["audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a"], [".mp3", ".m4a"])
            || media.Entry.Get("duration") is not { ValueKind: JsonValueKind.Number } value || !value.TryGetInt64(out var duration) || duration <= 0)
            return null;
        var made = Object("audio", ("originalContentUrl", media.Url));
        made["duration"] = duration;
        return made;
    }

    /// <summary>LINE wants a title and an address; where they are not given the place's coordinates serve.</summary>
    private static JsonObject Location(JsonElement entry)
    {
        var place = $"{Coordinate(entry, "latitude")}, {Coordinate(entry, "longitude")}";
        var address = entry.Text("address") is { Length: > 0 } given ? given : place;
        var made = Object("location", ("title", Cut(entry.Text("title") is { Length: > 0 } title ? title : address)), ("address", Cut(address)));
        foreach (var name in (string[])["latitude", "longitude"])
            if (entry.Get(name) is { } value)
                made[name] = Node(value);
        return made;
    }

    /// <summary>An object of LINE's own, without what we keep of every media beside it.</summary>
    private static JsonObject? Passed(OutboundMedia media)
    {
        var fields = LineSchema.Fields(media.Type).ToList();
        if (fields.Count == 0)
            return null;
        var made = Object(media.Type);
        foreach (var name in fields)
            if (media.Entry.Get(name) is { } value)
                made[name] = Node(value);
        return made;
    }

    /// <summary>Whether LINE can fetch it: by TLS, in a format that it knows as far as that is told, and not too large.</summary>
    private static bool IsFetchable(OutboundMedia media, long max, string[] types, string[] endings) =>
        media.Url.StartsWith("https://", StringComparison.Ordinal) && media.Size <= max
        && (media.ContentType.Length > 0 ? types.Contains(media.ContentType.Split(';')[0].Trim().ToLowerInvariant())
            : endings.Any(ending => media.Filename.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || media.Url.Split('?')[0].EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    private static JsonObject Object(string type, params ReadOnlySpan<(string Name, string Value)> texts)
    {
        var made = new JsonObject { ["type"] = type };
        foreach (var (name, value) in texts)
            if (value.Length > 0)
                made[name] = value;
        return made;
    }

    /// <summary>A sticker's id, which people write as a number too.</summary>
    private static string Word(JsonElement entry, string name, string linesName) => (entry.Get(name) ?? entry.Get(linesName)) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => ""
    };

    private static string Coordinate(JsonElement entry, string name) =>
        entry.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number.ToString("0.#####", CultureInfo.InvariantCulture) : "?";

    private static string Cut(string text) => text.Length <= MaxPlace ? text : text[..(char.IsHighSurrogate(text[MaxPlace - 1]) ? MaxPlace - 1 : MaxPlace)];

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());

    private static JsonElement ToElement(JsonObject made)
    {
        using var document = JsonDocument.Parse(made.ToJsonString());
        return document.RootElement.Clone();
    }
}
