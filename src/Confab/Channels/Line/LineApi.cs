using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Confab.Channels.Line;

/// <summary>Calls LINE with an account's token, and reads what it answers.</summary>
internal sealed class LineApi(ChannelSettings settings, ProviderHttp http)
{
    private static readonly JsonSerializerOptions Plain = Wire.NewOptions();

    /// <summary>A GET.</summary>
    public Task<ProviderAnswer> GetAsync(string path, ChannelAccount account, CancellationToken stop) => CallAsync(Request(HttpMethod.Get, settings.LineApi + path, account), stop);

    /// <summary>A call with a body; under a retry key, where there is one.</summary>
    public Task<ProviderAnswer> CallAsync(HttpMethod method, string path, JsonObject body, ChannelAccount account, CancellationToken stop, Guid? retryKey = null)
    {
        var request = Request(method, settings.LineApi + path, account);
        request.Content = new StringContent(body.ToJsonString(Plain), Encoding.UTF8, "application/json");
        if (retryKey is { } key)
            request.Headers.Add("X-Line-Retry-Key", key.ToString());
        return CallAsync(request, stop);
    }

    /// <summary>
    /// Opens what was sent to us (Messaging API reference, "Get content"). LINE makes films and sounds ready first, and says 202 meanwhile; it
    /// keeps nothing for ever.
    /// </summary>
    public async Task<MediaFetch> FetchAsync(string messageId, ChannelAccount account, CancellationToken stop)
    {
        var answer = await http.OpenAsync(Request(HttpMethod.Get, $"{settings.LineData}/v2/bot/message/{Uri.EscapeDataString(messageId)}/content", account), stop);
        if (answer is { StatusCode: System.Net.HttpStatusCode.OK })
            return new MediaFetch.Found(answer, "");
        using (answer)
            return (int?)answer?.StatusCode switch
            {
                202 => new MediaFetch.RetryLater(TimeSpan.FromSeconds(5), "LINE is still making it ready."),
                404 or 410 => new MediaFetch.Gone("LINE does not have it any more."),
                null => new MediaFetch.RetryLater(null, "LINE did not answer."),
                401 or 403 or 408 or 429 or >= 500 => new MediaFetch.RetryLater(answer!.Headers.RetryAfter?.Delta, $"LINE answered {(int)answer.StatusCode}."),
                var status => new MediaFetch.Gone($"LINE answered {status}.")
            };
    }

    /// <summary>LINE's message with the details of its error object.</summary>
    public static string Reason(ProviderAnswer answer)
    {
        if (Json(answer) is not { } json || json.Text("message") is not { Length: > 0 } message)
            return answer.Status is null ? "LINE did not answer." : answer.Excerpt("LINE");
        var details = json.Get("details") is { ValueKind: JsonValueKind.Array } list
            ? string.Join(", ", list.EnumerateArray().Select(detail => $"{detail.Text("property")} {detail.Text("message")}".Trim())) : "";
        return (details.Length > 0 ? $"{message} ({details})" : message).Cut(500);
    }

    /// <summary>An answer's body, or null when it is no JSON.</summary>
    public static JsonElement? Json(ProviderAnswer answer) => ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));

    private static HttpRequestMessage Request(HttpMethod method, string url, ChannelAccount account)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Token);
        return request;
    }

    private Task<ProviderAnswer> CallAsync(HttpRequestMessage request, CancellationToken stop) => http.CallAsync(request, stop);
}
