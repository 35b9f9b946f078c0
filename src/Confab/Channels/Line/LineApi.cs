using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Confab.Channels.Line;

/// <summary>Calls LINE (Messaging API reference: "Send push message", "Get profile", "Get group chat summary").</summary>
internal static class LineApi
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Pushes a text. The retry key is the message's id from the first try on, so that a repeat after an unknown outcome is accepted once:
    /// 409 says that it was.
    /// </summary>
    public static async Task<SendResult> PushAsync(ChannelSettings settings, ProviderHttp http, OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{settings.LineApi}/v2/bot/message/push")
        {
            Content = JsonContent.Create(new LinePush(message.DialogId, [new LineText("text", message.Text)]), LineJson.Wire.LinePush)
        };
        request.Headers.Add("X-Line-Retry-Key", message.Id.ToString());
        var answer = await CallAsync(http, request, account, stop);
        return (int?)answer.Status switch
        {
            >= 200 and < 300 or 409 => new SendResult.Sent(SentId(answer)),
            null or 408 or 429 or >= 500 => new SendResult.RetryLater(answer.RetryAfter, answer.Code, Reason(answer)),
            _ => new SendResult.Refused(answer.Code, Reason(answer))
        };
    }

    /// <summary>What a user or group is called; rooms have no name.</summary>
    public static async Task<ProfileResult> ProfileAsync(ChannelSettings settings, ProviderHttp http, string dialogId, ChannelAccount account, CancellationToken stop)
    {
        var id = Uri.EscapeDataString(dialogId);
        var (path, field) = dialogId[..1] switch
        {
            "C" => ($"group/{id}/summary", "groupName"),
            "R" => ("", ""),
            _ => ($"profile/{id}", "displayName")
        };
        if (path.Length == 0)
            return new ProfileResult(null);
        var answer = await CallAsync(http, new HttpRequestMessage(HttpMethod.Get, $"{settings.LineApi}/v2/bot/{path}"), account, stop);
        return (int?)answer.Status switch
        {
            200 => new ProfileResult(Json(answer)?.Text(field) is { Length: > 0 } name ? name : null),
            null or 429 or >= 500 => new ProfileResult(null, answer.RetryAfter ?? Later),
            _ => new ProfileResult(null)
        };
    }

    private static Task<ProviderAnswer> CallAsync(ProviderHttp http, HttpRequestMessage request, ChannelAccount account, CancellationToken stop)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Token);
        return http.CallAsync(request, stop);
    }

    private static string SentId(ProviderAnswer answer) =>
        Json(answer)?.Get("sentMessages") is { ValueKind: JsonValueKind.Array } sent && sent.GetArrayLength() > 0 ? sent[0].Text("id") : "";

    /// <summary>LINE's message with the details of its error object.</summary>
    private static string Reason(ProviderAnswer answer)
    {
        if (Json(answer) is not { } json || json.Text("message") is not { Length: > 0 } message)
            return answer.Status is null ? "LINE did not answer." : answer.Excerpt("LINE");
        var details = json.Get("details") is { ValueKind: JsonValueKind.Array } list
            ? string.Join(", ", list.EnumerateArray().Select(detail => $"{detail.Text("property")} {detail.Text("message")}".Trim())) : "";
        var reason = details.Length > 0 ? $"{message} ({details})" : message;
        return reason.Length <= 500 ? reason : reason[..500];
    }

    private static JsonElement? Json(ProviderAnswer answer) => ProviderText.Json(System.Text.Encoding.UTF8.GetBytes(answer.Body));
}

/// <summary>The body of a push.</summary>
internal sealed record LinePush(string To, IReadOnlyList<LineText> Messages);

/// <summary>A text message.</summary>
internal sealed record LineText(string Type, string Text);

[JsonSerializable(typeof(LinePush))]
internal sealed partial class LineJson : JsonSerializerContext
{
    public static readonly LineJson Wire = new(Basics.Wire.NewOptions());
}
