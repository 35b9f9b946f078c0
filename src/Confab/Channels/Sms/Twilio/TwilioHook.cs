using System.Text.RegularExpressions;

namespace Confab.Channels.Sms.Twilio;

/// <summary>
/// Reads Twilio's calls: a message that came in (docs, "Twilio's request to your webhook") or a status callback ("Outbound message status").
/// Twilio signs names and values without anything between them, so that one signature fits every other cut of the same text. Therefore
/// whatever decides something must have the form that Twilio gives it, and the address decides which of the two it is: a call that was cut
/// anew still is about the same message, and changes nothing. <see cref="TwilioSignature"/> sees to it that the text names one message only.
/// </summary>
internal static partial class TwilioHook
{
    private const int MaxMedias = 10;
    private const int MaxRaw = 65_536;

    /// <summary>What a call carries; null where it is not of Twilio's form.</summary>
    public static Inbound? Parse(HookRequest request, TwilioForm form, ChannelAccount account)
    {
        var sid = form["MessageSid"];
        return !IsSid(sid) || form["AccountSid"] != account.Data(TwilioChannel.AccountSid) ? null
            : SmsCallback.Is(request) ? Status(request, form, sid) : Message(form, sid);
    }

    /// <summary>Whether a text is a SID of a message.</summary>
    public static bool IsSid(string text) => Sid().IsMatch(text);

    /// <summary>What became of a message of ours.</summary>
    public static Inbound.Receipt Receipt(string sid, string status, Guid? messageId, DeliveryState state, string code) => state != DeliveryState.Failed
        ? new Inbound.Receipt($"{sid}:{status}", sid, messageId, state, "", "")
        : new Inbound.Receipt($"{sid}:{status}", sid, messageId, state, code, TwilioStatus.Meaning(code, status)) { OptedOut = code == TwilioStatus.OptedOut };

    /// <summary>A media as it is described.</summary>
    public static InboundMedia Media(string url, string contentType)
    {
        var kind = contentType.Split('/')[0];
        return new InboundMedia(kind is "image" or "video" or "audio" ? kind : "file", "", url, new Dictionary<string, object> { ["content_type"] = contentType });
    }

    private static Inbound? Status(HookRequest request, TwilioForm form, string sid)
    {
        var (status, code) = (form["MessageStatus"], form["ErrorCode"]);
        return SmsCallback.MessageId(request) is not { } id || !Digits().IsMatch(code) ? null
            : TwilioStatus.State(status) is { } state ? Receipt(sid, status, id, state, code)
            : TwilioStatus.IsElse(status) ? new Inbound.Other($"{sid}:{status}", status, ProviderText.Decode(request.Body.Span[..Math.Min(request.Body.Length, MaxRaw)])) : null;
    }

    private static Inbound.Message? Message(TwilioForm form, string sid)
    {
        var (from, to, count) = (form["From"], form["To"], form["NumMedia"]);
        return !Number().IsMatch(from) || !Number().IsMatch(to) || count.Length == 0 || !Digits().IsMatch(count) || form["MessageStatus"] is not ("" or "received") ? null
            : new Inbound.Message(sid, sid, from, new Address("tel", to), new Address("tel", from), form["Body"], Medias(form, int.Parse(count)))
            {
                Answered = form["OptOutType"] is SmsWord.Stop or SmsWord.Start or SmsWord.Help ? form["OptOutType"] : ""
            };
    }

    private static List<InboundMedia> Medias(TwilioForm form, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, MaxMedias)).Where(i => form[$"MediaUrl{i}"].Length > 0).Select(i => Media(form[$"MediaUrl{i}"], form[$"MediaContentType{i}"]))];

    [GeneratedRegex(@"^(SM|MM)[0-9a-f]{32}\z")]
    private static partial Regex Sid();

    /// <summary>A number, a short code, or the name of a sender; before it the word for a network that is none of phones.</summary>
    [GeneratedRegex(@"^(([a-z]{2,12}:)?\+?[0-9]{3,15}|[A-Za-z0-9 +&._-]{1,11})\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{0,6}\z")]
    private static partial Regex Digits();
}
