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
    private static readonly Address Self = new("line", "", "me");

    /// <summary>Every event of a call.</summary>
    public static List<Inbound> Parse(ReadOnlyMemory<byte> body)
    {
        var json = ProviderText.Json(body);
        if (json?.Get("events") is not { ValueKind: JsonValueKind.Array } events)
            return json is { ValueKind: JsonValueKind.Object } && json.Value.Get("events") is null ? [] : [Unreadable(body)];
        return [.. events.EnumerateArray().Select(Parse)];
    }

    private static Inbound Parse(JsonElement item)
    {
        var key = Key(item);
        var dialog = DialogId(item);
        var peer = new Address("line", dialog, "Unknown");
        return (item.Text("type"), dialog) switch
        {
            ("message", { Length: > 0 }) when item.Get("message") is { } message => Message(item, message, key, dialog, peer),
            ("follow", { Length: > 0 }) => new Inbound.Contact(key, dialog, Self, peer),
            ("unsend", _) when item.Get("unsend")?.Text("messageId") is { Length: > 0 } id => new Inbound.Unsend(key, id),
            _ => Other(item, key)
        };
    }

    private static Inbound Message(JsonElement item, JsonElement message, string key, string dialog, Address peer)
    {
        if (message.Text("type") == "text")
            return new Inbound.Message(key, message.Text("id"), dialog, Self, peer, message.Text("text"), []);
        return LineMedia.Parse(message) is { } media ? new Inbound.Message(key, message.Text("id"), dialog, Self, peer, "", [media]) : Other(item, key);
    }

    private static Inbound.Other Other(JsonElement item, string key) => new(key, item.Text("type"), item.Raw());

    private static Inbound.Other Unreadable(ReadOnlyMemory<byte> body)
    {
        var text = ProviderText.Decode(body.Span);
        return new Inbound.Other("body:" + Convert.ToHexStringLower(SHA256.HashData(body.Span)), "", text.Length <= 65_536 ? text : text[..65_536]);
    }

    /// <summary>The user, group or room that an event came from.</summary>
    private static string DialogId(JsonElement item) => item.Get("source") is not { } source ? "" : source.Text("type") switch
    {
        "user" => source.Text("userId"),
        "group" => source.Text("groupId"),
        "room" => source.Text("roomId"),
        _ => ""
    };

    /// <summary><c>webhookEventId</c> is what a redelivery repeats; where it is missing, the message's id or the event itself must do.</summary>
    private static string Key(JsonElement item) =>
        item.Text("webhookEventId") is { Length: > 0 and <= MaxKey } id ? id
        : item.Get("message")?.Text("id") is { Length: > 0 and < MaxKey - 8 } messageId ? "message:" + messageId
        : "event:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(item.GetRawText())));
}
