using System.Globalization;
using System.Text.Json;

namespace Confab.Channels.Sms.Twilio;

/// <summary>
/// Reads an entry of Twilio's list of messages as the hook that told of it would have been read: a message with the same key; a status with one
/// of its own, since the list does not say which message of ours it is about, and the hook does.
/// </summary>
internal static class TwilioPoll
{
    /// <summary>Whether one of an entry's times is known, and not before another.</summary>
    public static bool IsSince(JsonElement message, string field, DateTimeOffset since) =>
        DateTimeOffset.TryParse(message.Text(field), CultureInfo.InvariantCulture, out var time) && time >= since;

    /// <summary>Whether medias came with it.</summary>
    public static bool HasMedias(JsonElement message) => TwilioHook.IsSid(message.Text("sid")) && IsInbound(message) && message.Text("num_media") is not ("" or "0");

    /// <summary>What an entry says; null for nothing new to anybody.</summary>
    public static Inbound? Read(JsonElement message, List<InboundMedia> medias)
    {
        var (sid, status) = (message.Text("sid"), message.Text("status"));
        if (!TwilioHook.IsSid(sid) || message.Text("from") is not { Length: > 0 } from || message.Text("to") is not { Length: > 0 } to)
            return null;
        if (IsInbound(message))
            return new Inbound.Message(sid, sid, from, new Address("tel", to), new Address("tel", from), message.Text("body"), medias);
        return TwilioStatus.State(status) is not { } state ? null
            : TwilioHook.Receipt(sid, status, null, state, message.Get("error_code") is { ValueKind: JsonValueKind.Number } code ? code.GetRawText() : "") with { Key = $"listed:{sid}:{status}" };
    }

    private static bool IsInbound(JsonElement message) => message.Text("direction") == "inbound";
}
