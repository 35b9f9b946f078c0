using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Confab.Channels.WhatsApp;

/// <summary>Calls Meta's Graph API with the account's access token, which goes to Meta's own hosts only.</summary>
/// <param name="address">Where it is; no slash at the end.</param>
/// <param name="http">Calls it.</param>
internal sealed class WhatsAppApi(string address, ProviderHttp http)
{
    /// <summary>The version of the Graph API whose shapes this folder knows. Meta answers calls to an older version than it still keeps as the oldest that it keeps.</summary>
    private const string Version = "v19.0";

    private static readonly string[] MediaHosts = ["fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net"];
    private static readonly TimeSpan PairWait = TimeSpan.FromSeconds(15);

    /// <summary>Makes a call that sends. Without an answer to a request that was written, nobody knows whether it went out.</summary>
    public async Task<SendResult> SendAsync(JsonObject body, ChannelAccount account, CancellationToken stop)
    {
        var request = Request(HttpMethod.Post, $"{Of(account)}/messages", account);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var answer = await http.CallAsync(request, stop);
        var json = Json(answer);
        var error = json?.Get("error") ?? default;
        var code = WhatsAppErrors.Code(error) is { Length: > 0 } given ? given : answer.Code;
        return (int?)answer.Status switch
        {
            null when answer.MayHaveBeenWritten => new SendResult.Unknown("WhatsApp did not answer; the message may have been sent."),
            null => new SendResult.RetryLater(null, answer.Code, "WhatsApp could not be reached."),
            >= 200 and < 300 => new SendResult.Sent(WhatsAppHook.Items(json, "messages").FirstOrDefault().Text("id")),
            _ when code == WhatsAppErrors.PairRate => new SendResult.RetryLater(answer.RetryAfter ?? PairWait, code, Reason(error, answer)) { IsAboutPeer = true },
            401 or 429 or >= 500 => new SendResult.RetryLater(answer.RetryAfter, code, Reason(error, answer)),
            _ when WhatsAppErrors.Passes(error) || WhatsAppErrors.IsAboutToken(error) => new SendResult.RetryLater(answer.RetryAfter, code, Reason(error, answer)),
            _ => new SendResult.Refused(code, Reason(error, answer))
        };
    }

    /// <summary>Fetches a media: its id gives an address that lives for minutes, and that address the bytes ("Media", "Retrieve media URL", "Download media").</summary>
    public async Task<MediaFetch> FetchAsync(string id, ChannelAccount account, CancellationToken stop)
    {
        var answer = await http.CallAsync(Request(HttpMethod.Get, $"{address}/{Version}/{Uri.EscapeDataString(id)}?phone_number_id={Uri.EscapeDataString(account.Data(WhatsAppChannel.PhoneNumberId))}", account), stop);
        var json = Json(answer);
        var error = json?.Get("error") ?? default;
        if ((int?)answer.Status is null or 401 or 429 or >= 500 || WhatsAppErrors.Passes(error) || WhatsAppErrors.IsAboutToken(error))
            return new MediaFetch.RetryLater(answer.RetryAfter, Reason(error, answer));
        if (error.ValueKind == JsonValueKind.Object)
            return new MediaFetch.Gone(Reason(error, answer));
        if (!Uri.TryCreate(json?.Text("url"), UriKind.Absolute, out var url) || !IsMetas(url))
            return new MediaFetch.Gone("WhatsApp gave no address of its own for the media.");
        var found = await http.OpenAsync(Request(HttpMethod.Get, url.AbsoluteUri, account), stop);
        if (found is { IsSuccessStatusCode: true })
            return new MediaFetch.Found(found, "");
        using (found)
            return new MediaFetch.RetryLater(null, found is null ? "WhatsApp could not be reached." : $"WhatsApp answered {(int)found.StatusCode} for the media.");
    }

    /// <summary>Tries the number with the token, and whether the app secret is the one of the token's app: a proof made of it must be accepted ("Securing API requests").</summary>
    public async Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop)
    {
        var proof = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Data(WhatsAppChannel.AppSecret)), Encoding.UTF8.GetBytes(account.Token)));
        var answer = await http.CallAsync(Request(HttpMethod.Get, $"{Of(account)}?fields=display_phone_number,verified_name,quality_rating&appsecret_proof={proof}", account), stop);
        if (answer.Status is { } status && (int)status is >= 200 and < 300)
            return [];
        var error = Json(answer)?.Get("error") ?? default;
        var reason = Reason(error, answer);
        return
        [
            answer.Status is null ? new Fault("token", $"could not be tried: {reason}")
            : error.Text("message").Contains("appsecret_proof", StringComparison.Ordinal) ? new Fault("provider_data.app_secret", "is not the secret of the app that the access token belongs to.")
            : WhatsAppErrors.Code(error) is "0" or "190" or "3" or "10" or "200" ? new Fault("token", reason)
            : WhatsAppErrors.Code(error) is "100" or "33" or "803" ? new Fault("provider_data.phone_number_id", $"is no number that the access token may use. {reason}")
            : new Fault("token", $"could not be tried: {reason}")
        ];
    }

    private string Of(ChannelAccount account) => $"{address}/{Version}/{Uri.EscapeDataString(account.Data(WhatsAppChannel.PhoneNumberId))}";

    private bool IsMetas(Uri url) => url.GetLeftPart(UriPartial.Authority) == new Uri(address).GetLeftPart(UriPartial.Authority)
        || (url.Scheme == Uri.UriSchemeHttps && MediaHosts.Any(host => url.Host == host || url.Host.EndsWith("." + host, StringComparison.Ordinal)));

    private static HttpRequestMessage Request(HttpMethod method, string url, ChannelAccount account)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Token);
        request.Headers.UserAgent.ParseAdd("Confab");
        return request;
    }

    private static JsonElement? Json(ProviderAnswer answer) => ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));

    private static string Reason(JsonElement error, ProviderAnswer answer) =>
        error.ValueKind == JsonValueKind.Object ? WhatsAppErrors.Reason(error) : answer.Status is null ? "WhatsApp could not be reached." : answer.Excerpt("WhatsApp");
}
