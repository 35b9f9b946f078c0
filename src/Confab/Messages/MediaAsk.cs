using System.Text.Json;
using System.Text.Json.Nodes;
using Confab.Medias;

namespace Confab.Messages;

/// <summary>A media that somebody wants to send: one of ours by its id, one elsewhere by its address, or one without bytes that the channel knows.</summary>
/// <param name="Field">What problems call it, as in <c>medias[0]</c>.</param>
/// <param name="Id">Our media; nil for none.</param>
/// <param name="Type">Its type, where it was given.</param>
/// <param name="Filename">Its name, where it was given.</param>
/// <param name="Url">Where it is; empty for none.</param>
/// <param name="ContentType">Its media type, where it was given.</param>
/// <param name="Duration">In milliseconds, where it was given.</param>
/// <param name="Entry">All of it as it was written.</param>
internal sealed record MediaAsk(string Field, Guid Id, string Type, string Filename, string Url, string ContentType, long Duration, JsonElement Entry)
{
    /// <summary>The most medias of a message.</summary>
    public const int Max = 10;

    private const int MaxType = 50;
    private const int MaxUrl = 2000;

    /// <summary>A carousel of LINE's may have 50 kB.</summary>
    private const int MaxEntry = 65_536;

    private static readonly string[] Kinds = ["image", "video", "audio", "file"];

    /// <summary>The <c>medias</c> of a body.</summary>
    public static IReadOnlyList<MediaAsk> ReadAll(JsonBody body) => body.Objects("medias", Max)?.ConvertAll(Read) ?? [];

    /// <summary>Its entry in the message.</summary>
    /// <param name="customerId">Whose message.</param>
    /// <param name="ours">Our media, where it names one.</param>
    /// <param name="link">That media's link.</param>
    /// <param name="now">The time of the message.</param>
    public JsonObject ToEntry(Guid customerId, Media? ours, string link, Timestamp now)
    {
        var media = ours ?? new Media { CustomerId = customerId, Type = Type, ContentType = ContentType, TmCreate = now, TmUpdate = now };
        return MediaEntries.Entry((media with
        {
            Type = Type == "file" ? Type : media.Type,
            Filename = Filename.Length > 0 ? Filename : media.Filename,
            Duration = media.Duration > 0 ? media.Duration : Duration
        }).ToJson(ours is null ? Url : link), Entry.EnumerateObject().Select(field => (field.Name, JsonNode.Parse(field.Value.GetRawText()))));
    }

    private static MediaAsk Read(JsonBody entry)
    {
        var field = entry.Path("").TrimEnd('.');
        if (entry.Root.GetRawText().Length > MaxEntry)
            throw Problem.Invalid(field, $"must be at most {MaxEntry} characters long.").AsException();
        var ask = new MediaAsk(field, entry.Id("id") ?? Guid.Empty, entry.Text("type", MaxType) ?? "", entry.Text("filename") ?? "", entry.Text("url", MaxUrl) ?? "",
            entry.Text("content_type", 100) ?? "", entry.Number("duration", 0, int.MaxValue) ?? 0, entry.Root);
        if (ask.Id != Guid.Empty)
            return ask;
        if (ask.Type.Length == 0)
            throw Problem.Missing(entry.Path("type")).AsException();
        if (ask.Url.Length == 0 && Kinds.Contains(ask.Type))
            throw Problem.Invalid(entry.Path("id"), "must be a media of this customer's, or url an address that begins with https://.").AsException();
        if (ask.Url.Length > 0 && !Kinds.Contains(ask.Type))
            throw Problem.Invalid(entry.Path("type"), "must be image, video, audio or file where there is a url.").AsException();
        if (ask.Url.Length > 0 && !(Uri.TryCreate(ask.Url, UriKind.Absolute, out var url) && url is { Scheme: "https", UserInfo: "", Host.Length: > 0 } && !ask.Url.Any(char.IsWhiteSpace)))
            throw Problem.Invalid(entry.Path("url"), "must be an address that begins with https://, without username, password or blanks.").AsException();
        return ask;
    }
}
