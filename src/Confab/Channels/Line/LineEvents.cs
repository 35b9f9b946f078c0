using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Confab.Channels.Line;

/// <summary>
/// Reads LINE's webhook events (Messaging API reference, "Webhook Event Objects"). Nothing in a signed call is an error: what we do not
/// know is kept as it came.
/// </summary>
internal static class LineEvents
{
    private const int MaxKey = 200;
    private const int MaxToken = 500;
    private static readonly Address Self = new("line", "", "me");

    /// <summary>Every event of a call.</summary>
    /// <param name="body">The call's body.</param>
    /// <param name="replies">Whether reply tokens are wanted.</param>
    public static List<Inbound> Parse(ReadOnlyMemory<byte> body, bool replies)
    {
        var json = ProviderText.Json(body);
        if (json?.Get("events") is not { ValueKind: JsonValueKind.Array } events)
            return json is { ValueKind: JsonValueKind.Object } && json.Value.Get("events") is null ? [] : [Unreadable(body)];
        return [.. events.EnumerateArray().Select(item => Parse(item, replies))];
    }

    private static Inbound Parse(JsonElement item, bool replies)
    {
        var (key, dialog) = (Key(item), DialogId(item));
        return (item.Text("type"), dialog) switch
        {
            ("message", { Length: > 0 }) when item.Get("message") is { } message => Message(item, message, key, dialog, replies),
            ("postback", { Length: > 0 }) when item.Get("postback") is { } postback => Message(item, key, dialog, replies, "", postback.Text("data"), [LineMedia.Postback(postback)]),
            ("follow" or "join", { Length: > 0 }) => Contact(item, key, dialog, PeerState.Active),
            ("unfollow", { Length: > 0 }) => Contact(item, key, dialog, PeerState.Blocked),
            ("leave", { Length: > 0 }) => Contact(item, key, dialog, PeerState.Left),
            ("unsend", _) when item.Get("unsend")?.Text("messageId") is { Length: > 0 } id => new Inbound.Unsend(key, id),
            _ => Other(item, key)
        };
    }

    private static Inbound Message(JsonElement item, JsonElement message, string key, string dialog, bool replies)
    {
        var context = LineMedia.Context(message);
        if (message.Text("type") == "text")
            return Message(item, key, dialog, replies, message.Text("id"), message.Text("text"), context);
        return LineMedia.Parse(message) is { } media ? Message(item, key, dialog, replies, message.Text("id"), "", [media, .. context]) : Other(item, key);
    }

    /// <summary>In standby another module of the channel's has the chat: what is said is kept, and is not for us to answer.</summary>
    private static Inbound.Message Message(JsonElement item, string key, string dialog, bool replies, string id, string text, IReadOnlyList<InboundMedia> medias)
    {
        var isStandby = item.Text("mode") == "standby";
        return new Inbound.Message(key, id, dialog, Self, Peer(dialog), text, medias)
        {
            IsAutomatic = isStandby,
            Speaker = Speaker(item) is { Length: > 0 and <= MaxKey } speaker && speaker != dialog ? Peer(speaker) : null,
            ReplyToken = replies && !isStandby && item.Text("replyToken") is { Length: <= MaxToken } token ? token : ""
        };
    }

    private static Inbound.Contact Contact(JsonElement item, string key, string dialog, PeerState state) =>
        new(key, dialog, Self, Peer(dialog)) { State = state, At = At(item) };

    private static Address Peer(string id) => new("line", id, "Unknown");

    private static Inbound.Other Other(JsonElement item, string key) => new(key, item.Text("type"), item.Raw());

    private static Inbound.Other Unreadable(ReadOnlyMemory<byte> body) =>
        new("body:" + Convert.ToHexStringLower(SHA256.HashData(body.Span)), "", ProviderText.Decode(body.Span).Cut(65_536));

    /// <summary>When it happened; the start of time where that is not told.</summary>
    private static Timestamp At(JsonElement item) =>
        item.Get("timestamp") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var ms) && ms is > 0 and < 253_370_764_800_000 ? new Timestamp(ms * 1000) : default;

    /// <summary>The user, group or room that an event came from.</summary>
    private static string DialogId(JsonElement item) => item.Get("source") is not { } source ? "" : source.Text("type") switch
    {
        "user" => source.Text("userId"),
        "group" => source.Text("groupId"),
        "room" => source.Text("roomId"),
        _ => ""
    };

    private static string Speaker(JsonElement item) => item.Get("source")?.Text("userId") ?? "";

    /// <summary><c>webhookEventId</c> is what a redelivery repeats; where it is missing, the message's id or the event itself must do.</summary>
    private static string Key(JsonElement item) =>
        item.Text("webhookEventId") is { Length: > 0 and <= MaxKey } id ? id
        : item.Get("message")?.Text("id") is { Length: > 0 and < MaxKey - 8 } messageId ? "message:" + messageId
        : "event:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(item.GetRawText())));
}
