using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Confab.Channels.Sms.Telnyx;

/// <summary>Calls Telnyx (docs, "Send a message" and "Retrieve balance").</summary>
internal static class TelnyxApi
{
    private const string OptedOut = "40300";

    /// <summary>Sends a message, whose news come to an address of its own: Telnyx gives nothing else back of ours. Without an answer to a request that was written, nobody knows whether it went out.</summary>
    public static async Task<SendResult> SendAsync(ChannelSettings settings, ProviderHttp http, OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        var body = new TelnyxSend(message.From.Target, message.To.Target, message.Text.Length == 0 ? null : message.Text, message.Medias.Count == 0 ? null : [.. message.Medias.Select(media => media.Url)], SmsCallback.Url(account, message.Id));
        var answer = await CallAsync(http, new HttpRequestMessage(HttpMethod.Post, $"{settings.TelnyxApi}/v2/messages") { Content = System.Net.Http.Json.JsonContent.Create(body, TelnyxJson.Wire.TelnyxSend) }, account, stop);
        var json = ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));
        var (code, reason) = Error(json, answer);
        return (int?)answer.Status switch
        {
            null when answer.MayHaveBeenWritten => new SendResult.Unknown("Telnyx did not answer; the message may have been sent."),
            null => new SendResult.RetryLater(null, answer.Code, "Telnyx could not be reached."),
            >= 200 and < 300 => new SendResult.Sent(json?.Get("data")?.Text("id") ?? ""),
            401 or 429 or >= 500 => new SendResult.RetryLater(answer.RetryAfter, code, reason),
            403 when !IsAboutMessage(code) => new SendResult.RetryLater(answer.RetryAfter, code, reason),
            _ => new SendResult.Refused(code, reason) { OptedOut = code == OptedOut }
        };
    }

    /// <summary>Tries the API key.</summary>
    public static async Task<IReadOnlyList<Fault>> ProbeAsync(ChannelSettings settings, ProviderHttp http, ChannelAccount account, CancellationToken stop)
    {
        var answer = await CallAsync(http, new HttpRequestMessage(HttpMethod.Get, $"{settings.TelnyxApi}/v2/balance"), account, stop);
        return (int?)answer.Status switch
        {
            200 => [],
            401 or 403 => [new Fault("token", "is not taken by Telnyx as an API key.")],
            null => [new Fault("token", "could not be tried: Telnyx could not be reached.")],
            _ => [new Fault("token", $"could not be tried: Telnyx answered {answer.Code}: {Error(ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body)), answer).Reason}")]
        };
    }

    private static Task<ProviderAnswer> CallAsync(ProviderHttp http, HttpRequestMessage request, ChannelAccount account, CancellationToken stop)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Token);
        return http.CallAsync(request, stop);
    }

    /// <summary>Whether a code is one of messaging's, 40xxx; those of keys and accounts begin otherwise.</summary>
    private static bool IsAboutMessage(string code) => code.Length == 5 && code.StartsWith("40", StringComparison.Ordinal);

    private static (string Code, string Reason) Error(JsonElement? json, ProviderAnswer answer)
    {
        if (json?.Get("errors") is not { ValueKind: JsonValueKind.Array } errors || errors.GetArrayLength() == 0)
            return (answer.Code, answer.Excerpt("Telnyx"));
        var reason = errors[0].Text("detail") is { Length: > 0 } detail ? detail : errors[0].Text("title");
        return (errors[0].Text("code") is { Length: > 0 } code ? code : answer.Code, reason.Cut(500));
    }
}

/// <summary>The body of a message to send.</summary>
/// <param name="From">Our number.</param>
/// <param name="To">The peer's.</param>
/// <param name="Text">The text; null for none, as Telnyx takes no empty one.</param>
/// <param name="MediaUrls">Where the medias are; null for none.</param>
/// <param name="WebhookUrl">Where its receipts go.</param>
internal sealed record TelnyxSend(string From, string To, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? MediaUrls, string WebhookUrl);

[JsonSerializable(typeof(TelnyxSend))]
internal sealed partial class TelnyxJson : JsonSerializerContext
{
    public static readonly TelnyxJson Wire = new(Basics.Wire.NewOptions());
}
