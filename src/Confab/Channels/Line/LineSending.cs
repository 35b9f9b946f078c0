using System.Text.Json;
using System.Text.Json.Nodes;

namespace Confab.Channels.Line;

/// <summary>
/// Sends (Messaging API reference, "Send push message", "Send reply message"): up to five message objects in a call. Each call of a message
/// has a retry key of its own, made of the message's id, the same at every attempt: what was accepted before is answered 409 and not
/// delivered again. So a message that came half way goes on where it stopped.
/// </summary>
internal sealed class LineSending(LineApi api)
{
    private const int PerCall = 5;

    /// <summary>One attempt at all of a message.</summary>
    public async Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        var parts = LineMessages.Of(message);
        if (message.ReplyToken.Length > 0 && parts.Count <= PerCall && await ReplyAsync(message, parts, account, stop) is { } replied)
            return replied;
        var id = "";
        for (var done = 0; done < parts.Count; done += PerCall)
        {
            var body = new JsonObject { ["to"] = message.DialogId, ["messages"] = Some(parts, done) };
            var answer = await api.CallAsync(HttpMethod.Post, "/v2/bot/message/push", body, account, stop, done == 0 ? message.Id : Ids.Part(message.Id, done / PerCall));
            if ((int?)answer.Status is not (>= 200 and < 300 or 409))
                return Failed(answer, done == 0 ? "" : $"The first {done} of {parts.Count} parts were delivered. ");
            id = id.Length > 0 ? id : SentId(answer);
        }
        return new SendResult.Sent(id);
    }

    /// <summary>
    /// Answers by the reply token, free of charge. Null where LINE says no, mostly because the token is too old: then it is pushed. A reply
    /// takes no retry key, so without an answer nobody knows.
    /// </summary>
    private async Task<SendResult?> ReplyAsync(OutboundMessage message, List<JsonObject> parts, ChannelAccount account, CancellationToken stop)
    {
        var body = new JsonObject { ["replyToken"] = message.ReplyToken, ["messages"] = Some(parts, 0) };
        var answer = await api.CallAsync(HttpMethod.Post, "/v2/bot/message/reply", body, account, stop);
        return (int?)answer.Status is >= 200 and < 300 ? new SendResult.Sent(SentId(answer))
            : answer.Status is null && answer.MayHaveBeenWritten ? new SendResult.Unknown("LINE did not answer to a reply, which cannot be repeated.") : null;
    }

    /// <summary>A token that is wrong may be one that is being changed: it is waited for.</summary>
    private static SendResult Failed(ProviderAnswer answer, string before) => (int?)answer.Status is null or 401 or 403 or 408 or 429 or >= 500
        ? new SendResult.RetryLater(answer.RetryAfter, answer.Code, before + LineApi.Reason(answer)) : new SendResult.Refused(answer.Code, before + LineApi.Reason(answer));

    private static JsonArray Some(List<JsonObject> parts, int from) => [.. parts.Skip(from).Take(PerCall).Select(part => part.DeepClone())];

    /// <summary>The id of a call's first message object, the only one that is kept.</summary>
    private static string SentId(ProviderAnswer answer) =>
        LineApi.Json(answer)?.Get("sentMessages") is { ValueKind: JsonValueKind.Array } sent && sent.GetArrayLength() > 0 ? sent[0].Text("id") : "";
}
