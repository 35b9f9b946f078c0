using System.Text.Json;

namespace Confab.Channels.Sms.Twilio;

/// <summary>Reads an entry of Twilio's list of messages as the hook that told of it would have been read, with the same key.</summary>
internal static class TwilioPoll
{
    /// <summary>What an entry says; null for nothing new to anybody.</summary>
    /// <param name="message">The entry.</param>
    /// <param name="mediasOf">Looks up the medias that a path lists.</param>
    public static async Task<Inbound?> ReadAsync(JsonElement message, Func<string, Task<List<InboundMedia>>> mediasOf)
    {
        var (sid, status) = (message.Text("sid"), message.Text("status"));
        if (!TwilioHook.IsSid(sid) || message.Text("from") is not { Length: > 0 } from || message.Text("to") is not { Length: > 0 } to)
            return null;
        if (message.Text("direction") != "inbound")
            return TwilioStatus.State(status) is { } state ? TwilioHook.Receipt(sid, status, null, state, message.Get("error_code") is { ValueKind: JsonValueKind.Number } code ? code.GetRawText() : "") : null;
        var medias = message.Text("num_media") is "" or "0" ? [] : await mediasOf(message.Get("subresource_uris")?.Text("media") ?? "");
        return new Inbound.Message(sid, sid, from, new Address("tel", to), new Address("tel", from), message.Text("body"), medias);
    }
}
