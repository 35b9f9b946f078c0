using System.Security.Cryptography;
using System.Text.Json;

namespace Confab.Channels.Sms.Telnyx;

/// <summary>
/// Reads Telnyx's calls (docs, "Receiving webhooks for messaging"): a message that came in, or what became of one of ours. News of ours come to an
/// address that names the message. No signature covers the address, and none has to: a call is good for five minutes and taken once, whatever its
/// address, it is news of its account's own messages only, and a message that Telnyx knows by another id is left alone.
/// </summary>
internal static class TelnyxHook
{
    private const int MaxId = 150;

    /// <summary>What a call carries.</summary>
    public static Inbound Parse(HookRequest request)
    {
        var body = request.Body;
        var data = ProviderText.Json(body)?.Get("data");
        var type = data?.Text("event_type") ?? "";
        if (data?.Get("payload") is not { } payload || payload.Text("id") is not { Length: > 0 and <= MaxId } id)
            return Other(body, type);
        var (from, to) = (payload.Get("from")?.Text("phone_number") ?? "", First(payload.Get("to")));
        if (type == "message.received" && from.Length > 0 && to?.Text("phone_number") is { Length: > 0 } self)
            return new Inbound.Message(id, id, from, new Address("tel", self), new Address("tel", from), payload.Text("text"), Medias(payload));
        if (type is "message.sent" or "message.finalized" && to?.Text("status") is { } status && State(status) is { } state)
            return Receipt(id, status, state, First(payload.Get("errors")), SmsCallback.MessageId(request));
        return Other(body, type);
    }

    private static Inbound.Receipt Receipt(string id, string status, DeliveryState state, JsonElement? error, Guid? messageId)
    {
        var code = state == DeliveryState.Failed ? error?.Text("code") ?? "" : "";
        return new Inbound.Receipt($"{id}:{status}", id, messageId, state, code, state != DeliveryState.Failed ? "" : error?.Text("title") is { Length: > 0 } title ? title : $"Telnyx says {status}.")
        {
            OptedOut = code == "40300",
            IsNamedByAddress = true
        };
    }

    /// <summary>A status as a state, or null for one that we do not know. <c>delivery_unconfirmed</c>: the carrier will never say.</summary>
    private static DeliveryState? State(string status) => status switch
    {
        "queued" or "sending" => DeliveryState.Queued,
        "sent" or "delivery_unconfirmed" => DeliveryState.Sent,
        "delivered" => DeliveryState.Delivered,
        "sending_failed" or "delivery_failed" or "expired" => DeliveryState.Failed,
        _ => null
    };

    private static List<InboundMedia> Medias(JsonElement payload) => payload.Get("media") is not { ValueKind: JsonValueKind.Array } medias ? []
        : [.. medias.EnumerateArray().Take(10).Where(media => media.Text("url").Length > 0).Select(Media)];

    private static InboundMedia Media(JsonElement media)
    {
        var (contentType, details) = (media.Text("content_type"), new Dictionary<string, object>());
        if (contentType.Length > 0)
            details["content_type"] = contentType;
        if (media.Get("size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var bytes))
            details["size"] = bytes;
        var kind = contentType.Split('/')[0];
        return new InboundMedia(kind is "image" or "video" or "audio" ? kind : "file", "", media.Text("url"), details);
    }

    private static JsonElement? First(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 ? all[0] : null;

    private static Inbound.Other Other(ReadOnlyMemory<byte> body, string type) => new("body:" + Convert.ToHexStringLower(SHA256.HashData(body.Span)), type,
        ProviderText.Decode(body.Length <= 65_536 ? body.Span : body.Span[..65_536]));
}
