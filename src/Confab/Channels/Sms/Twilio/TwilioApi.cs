using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Confab.Channels.Sms.Twilio;

/// <summary>Calls Twilio (docs, "Messages resource").</summary>
internal static class TwilioApi
{
    /// <summary>So many of the longest messages fit into the longest answer that is read.</summary>
    private const int PageSize = 20;

    /// <summary>Sends a text. Without an answer to a request that was written, nobody knows whether it went out.</summary>
    public static async Task<SendResult> SendAsync(ChannelSettings settings, ProviderHttp http, OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Messages(settings, account)}.json")
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("From", message.From.Target), KeyValuePair.Create("To", message.To.Target), .. message.Text.Length > 0 ? [KeyValuePair.Create("Body", message.Text)] : Array.Empty<KeyValuePair<string, string>>(),
                .. message.Medias.Select(media => KeyValuePair.Create("MediaUrl", media.Url)), KeyValuePair.Create("StatusCallback", SmsCallback.Url(account, message.Id))
            ])
        };
        var answer = await http.CallAsync(Authorized(request, account), stop);
        var json = ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));
        return (int?)answer.Status switch
        {
            null when answer.MayHaveBeenWritten => new SendResult.Unknown("Twilio did not answer; the message may have been sent."),
            null => new SendResult.RetryLater(null, answer.Code, "Twilio could not be reached."),
            >= 200 and < 300 => new SendResult.Sent(json?.Text("sid") ?? ""),
            401 or 429 or >= 500 => new SendResult.RetryLater(answer.RetryAfter, answer.Code, Reason(json, answer)),
            403 when IsAboutAccount(Code(json, answer)) => new SendResult.RetryLater(answer.RetryAfter, Code(json, answer), Reason(json, answer)),
            _ => new SendResult.Refused(Code(json, answer), Reason(json, answer)) { OptedOut = Code(json, answer) == TwilioStatus.OptedOut }
        };
    }

    /// <summary>
    /// Fetches a media (docs, "Media resource"): from Twilio with the account's token, which goes nowhere else; it answers with the address of a
    /// store where the bytes lie for whoever knows it.
    /// </summary>
    public static async Task<MediaFetch> FetchAsync(ChannelSettings settings, ProviderHttp http, string source, ChannelAccount account, CancellationToken stop)
    {
        if (!source.StartsWith(settings.TwilioApi + "/", StringComparison.Ordinal))
            return new MediaFetch.Elsewhere(source);
        if (await http.OpenAsync(Authorized(new HttpRequestMessage(HttpMethod.Get, source), account), stop) is not { } answer)
            return new MediaFetch.RetryLater(null, "Twilio did not answer.");
        var (status, location) = ((int)answer.StatusCode, answer.Headers.Location);
        if (status is >= 200 and < 300)
            return new MediaFetch.Found(answer, "");
        answer.Dispose();
        return status switch
        {
            >= 300 and < 400 when location is not null => new MediaFetch.Elsewhere(new Uri(new Uri(source), location).AbsoluteUri),
            401 or 403 or 429 or >= 500 => new MediaFetch.RetryLater(null, $"Twilio answered {status}."),
            _ => new MediaFetch.Gone($"Twilio answered {status}.")
        };
    }

    /// <summary>
    /// A page of the messages and statuses since a time (docs, "Read multiple Message resources"), the newest first. A message whose medias cannot
    /// be listed now is left out: it would be known from then on, and they would never come.
    /// </summary>
    public static async Task<PolledPage?> PollAsync(ChannelSettings settings, ProviderHttp http, string page, DateTimeOffset since, ChannelAccount account, CancellationToken stop)
    {
        var address = page.Length > 0 ? settings.TwilioApi + page : $"{Messages(settings, account)}.json?PageSize={PageSize}&DateSent%3E={since.UtcDateTime:yyyy-MM-dd}";
        var answer = await http.CallAsync(Authorized(new HttpRequestMessage(HttpMethod.Get, address), account), stop);
        if (answer.Status != HttpStatusCode.OK || ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body)) is not { } json || json.Get("messages") is not { ValueKind: JsonValueKind.Array } messages)
            return null;
        var (items, isWhole, isNew) = (new List<Inbound>(), true, false);
        foreach (var message in messages.EnumerateArray())
        {
            isNew |= TwilioPoll.IsSince(message, "date_created", since) || TwilioPoll.IsSince(message, "date_sent", since);
            if (!TwilioPoll.IsSince(message, "date_created", since))
                continue;
            var medias = TwilioPoll.HasMedias(message) ? await MediasAsync(settings, http, account, message.Text("sid"), stop) : [];
            isWhole &= medias is not null;
            if (medias is not null && TwilioPoll.Read(message, medias) is { } item)
                items.Add(item);
        }
        return new PolledPage(items, isNew && json.Text("next_page_uri") is ['/', ..] next ? next : "", isWhole);
    }

    /// <summary>Tries the SID and the token (docs, "Fetch an Account resource").</summary>
    public static async Task<IReadOnlyList<Fault>> ProbeAsync(ChannelSettings settings, ProviderHttp http, ChannelAccount account, CancellationToken stop)
    {
        var answer = await http.CallAsync(Authorized(new HttpRequestMessage(HttpMethod.Get, $"{Account(settings, account)}.json"), account), stop);
        var json = ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));
        return (int?)answer.Status switch
        {
            200 when json?.Text("status") is { } status && status != "active" => [new Fault("provider_data.account_sid", $"is of an account that is {status} at Twilio.")],
            200 => [],
            401 or 403 => [new Fault("token", "is not the auth token of this account SID at Twilio.")],
            404 => [new Fault("provider_data.account_sid", "is no account at Twilio.")],
            null => [new Fault("token", "could not be tried: Twilio could not be reached.")],
            _ => [new Fault("token", $"could not be tried: Twilio answered {answer.Code}: {Reason(json, answer)}")]
        };
    }

    /// <summary>A message's medias (docs, "Media resource"); none where Twilio has it no more, null where it does not say now.</summary>
    private static async Task<List<InboundMedia>?> MediasAsync(ChannelSettings settings, ProviderHttp http, ChannelAccount account, string sid, CancellationToken stop)
    {
        var answer = await http.CallAsync(Authorized(new HttpRequestMessage(HttpMethod.Get, $"{Messages(settings, account)}/{sid}/Media.json"), account), stop);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return [];
        return answer.Status != HttpStatusCode.OK || ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body))?.Get("media_list") is not { ValueKind: JsonValueKind.Array } list ? null
            : [.. list.EnumerateArray().Select(media => TwilioHook.Media(settings.TwilioApi + media.Text("uri").Replace(".json", "", StringComparison.Ordinal), media.Text("content_type")))];
    }

    private static string Account(ChannelSettings settings, ChannelAccount account) => $"{settings.TwilioApi}/2010-04-01/Accounts/{Uri.EscapeDataString(account.Data(TwilioChannel.AccountSid))}";

    private static string Messages(ChannelSettings settings, ChannelAccount account) => Account(settings, account) + "/Messages";

    private static HttpRequestMessage Authorized(HttpRequestMessage request, ChannelAccount account)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.Data(TwilioChannel.AccountSid)}:{account.Token}")));
        return request;
    }

    /// <summary>Whether a code is of the account or its token, 20xxx; without one it is taken for that.</summary>
    private static bool IsAboutAccount(string code) => code.Length != 5 || code.StartsWith("20", StringComparison.Ordinal);

    private static string Code(JsonElement? json, ProviderAnswer answer) =>
        json?.Get("code") is { ValueKind: JsonValueKind.Number } code ? code.GetRawText() : answer.Code;

    private static string Reason(JsonElement? json, ProviderAnswer answer) =>
        json?.Text("message") is { Length: > 0 } message ? message.Cut(500) : answer.Excerpt("Twilio");
}
