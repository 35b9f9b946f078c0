using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Confab.Channels.Sms.Twilio;

/// <summary>Calls Twilio (docs, "Create a Message resource").</summary>
internal static class TwilioApi
{
    /// <summary>Sends a text. Without an answer to a request that was written, nobody knows whether it went out.</summary>
    public static async Task<SendResult> SendAsync(ChannelSettings settings, ProviderHttp http, OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        var sid = account.Data(TwilioChannel.AccountSid);
        var request = new HttpRequestMessage(HttpMethod.Post, $"{settings.TwilioApi}/2010-04-01/Accounts/{Uri.EscapeDataString(sid)}/Messages.json")
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("From", message.From.Target), KeyValuePair.Create("To", message.To.Target), KeyValuePair.Create("Body", message.Text),
                KeyValuePair.Create("StatusCallback", $"{account.HookUrl}?{TwilioHook.MessageParameter}={message.Id}")
            ])
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{sid}:{account.Token}")));
        var answer = await http.CallAsync(request, stop);
        var json = ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));
        return (int?)answer.Status switch
        {
            null when answer.MayHaveBeenWritten => new SendResult.Unknown("Twilio did not answer; the message may have been sent."),
            null => new SendResult.RetryLater(null, answer.Code, "Twilio could not be reached."),
            >= 200 and < 300 => new SendResult.Sent(json?.Text("sid") ?? ""),
            429 or >= 500 => new SendResult.RetryLater(answer.RetryAfter, answer.Code, Reason(json, answer)),
            _ => new SendResult.Refused(Code(json, answer), Reason(json, answer))
        };
    }

    private static string Code(JsonElement? json, ProviderAnswer answer) =>
        json?.Get("code") is { ValueKind: JsonValueKind.Number } code ? code.GetRawText() : answer.Code;

    private static string Reason(JsonElement? json, ProviderAnswer answer) =>
        json?.Text("message") is { Length: > 0 } message ? message.Length <= 500 ? message : message[..500] : answer.Excerpt("Twilio");
}
