using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;

namespace Confab.Channels.Sms.Twilio;

/// <summary>Reads Twilio's calls: a message that came in (docs, "Twilio's request to your webhook") or a status callback ("Outbound message status").</summary>
internal static class TwilioHook
{
    /// <summary>The query parameter by which a status callback names our message.</summary>
    public const string MessageParameter = "message";

    /// <summary>
    /// How long a SID is. The signature sets no limits between names and values: a longer one may be a SID with a part of what follows it, made
    /// of a call that was seen before to pass for a new one.
    /// </summary>
    private const int MaxSid = 34;

    private const int MaxMedias = 10;

    /// <summary>What a call carries.</summary>
    public static Inbound Parse(HookRequest request, TwilioForm form)
    {
        var sid = form["MessageSid"] is { Length: > 0 } id ? id : form["SmsSid"];
        var status = form["MessageStatus"];
        if (sid.Length is > 0 and <= MaxSid && status.Length > 0 && status != "received" && TwilioStatus.State(status) is { } state)
            return Receipt(sid, status, MessageId(request.Query), state, form["ErrorCode"]);
        if (sid.Length is > 0 and <= MaxSid && status is "" or "received" && form["From"].Length > 0 && form["To"].Length > 0)
            return new Inbound.Message(sid, sid, form["From"], new Address("tel", form["To"]), new Address("tel", form["From"]), form["Body"], Medias(form)) { Answered = form["OptOutType"] is SmsWord.Stop or SmsWord.Start or SmsWord.Help ? form["OptOutType"] : "" };
        return new Inbound.Other("form:" + Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)), status, ProviderText.Decode(Bounded(request.Body).Span));
    }

    /// <summary>What became of a message of ours.</summary>
    public static Inbound.Receipt Receipt(string sid, string status, Guid? messageId, DeliveryState state, string code) => state != DeliveryState.Failed
        ? new Inbound.Receipt($"{sid}:{status}", sid, messageId, state, "", "")
        : new Inbound.Receipt($"{sid}:{status}", sid, messageId, state, code, TwilioStatus.Meaning(code, status)) { OptedOut = code == TwilioStatus.OptedOut };

    private static List<InboundMedia> Medias(TwilioForm form)
    {
        var count = int.TryParse(form["NumMedia"], out var given) ? Math.Clamp(given, 0, MaxMedias) : 0;
        return [.. Enumerable.Range(0, count).Where(i => form[$"MediaUrl{i}"].Length > 0).Select(i => Media(form[$"MediaUrl{i}"], form[$"MediaContentType{i}"]))];
    }

    /// <summary>A media as it is described.</summary>
    public static InboundMedia Media(string url, string contentType)
    {
        var kind = contentType.Split('/')[0];
        return new InboundMedia(kind is "image" or "video" or "audio" ? kind : "file", "", url, new Dictionary<string, object> { ["content_type"] = contentType });
    }

    private static Guid? MessageId(string query) =>
        QueryHelpers.ParseQuery(query).TryGetValue(MessageParameter, out var values) && Ids.TryParse(values[0], out var id) ? id : null;

    private static ReadOnlyMemory<byte> Bounded(ReadOnlyMemory<byte> body) => body.Length <= 65_536 ? body : body[..65_536];
}
