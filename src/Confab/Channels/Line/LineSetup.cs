using System.Text.Json.Nodes;

namespace Confab.Channels.Line;

/// <summary>
/// Tries an account at LINE, and has LINE call us (Messaging API reference, "Get bot info", "Get webhook endpoint information", "Set webhook
/// endpoint URL", "Test webhook endpoint").
/// </summary>
internal sealed class LineSetup(LineApi api)
{
    private const string Endpoint = "/v2/bot/channel/webhook/endpoint";
    private const string HookUrl = "hook_url";
    private const string Console = "in the LINE Developers Console (Messaging API → Webhook settings)";

    /// <summary>Writes our address at LINE.</summary>
    public async Task<IReadOnlyList<Fault>> SetUpAsync(ChannelAccount account, CancellationToken stop)
    {
        if (!account.HookUrl.StartsWith("https://", StringComparison.Ordinal))
            return [NotPublic(account)];
        var answer = await api.CallAsync(HttpMethod.Put, Endpoint, new JsonObject { ["endpoint"] = account.HookUrl }, account, stop);
        return (int?)answer.Status is >= 200 and < 300 ? [] : [Refused(answer, HookUrl, "LINE did not take the webhook address")];
    }

    /// <summary>What is wrong with the token, with the address that LINE calls, and with the secret that it signs with.</summary>
    public async Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop)
    {
        var bot = await api.GetAsync("/v2/bot/info", account, stop);
        if ((int?)bot.Status != 200)
            return [Refused(bot, "token", "LINE could not be asked with this channel access token")];
        if (!account.HookUrl.StartsWith("https://", StringComparison.Ordinal))
            return [NotPublic(account)];
        var answer = await api.GetAsync(Endpoint, account, stop);
        if ((int?)answer.Status is not (200 or 404))
            return [Refused(answer, HookUrl, "LINE does not say which webhook address it has")];
        var endpoint = LineApi.Json(answer)?.Text("endpoint") ?? "";
        if (endpoint != account.HookUrl)
            return [new Fault(HookUrl, $"{(endpoint.Length == 0 ? "LINE has no webhook address" : $"LINE calls {endpoint}")}. Enter {account.HookUrl} {Console}, or check again with \"set_up\": true.")];
        return
        [
            .. LineApi.Json(answer)?.Get("active") is { ValueKind: System.Text.Json.JsonValueKind.True } ? Array.Empty<Fault>()
                : [new Fault(HookUrl, $"LINE has the webhook address but does not call it. Turn on \"Use webhook\" {Console}.")],
            .. await TestAsync(account, stop),
            .. await QuotaAsync(account, stop) is { Limit: >= 0 } quota && quota.Used >= quota.Limit
                ? [new Fault("quota", $"All {quota.Limit} messages of this month have been sent. LINE takes no more until next month, or until the plan is changed.")] : Array.Empty<Fault>()
        ];
    }

    /// <summary>This month's limit, and what was sent of it (Messaging API reference, "Get the target limit for sending messages this month").</summary>
    public async Task<Quota?> QuotaAsync(ChannelAccount account, CancellationToken stop)
    {
        var (limit, used) = (await api.GetAsync("/v2/bot/message/quota", account, stop), await api.GetAsync("/v2/bot/message/quota/consumption", account, stop));
        if (LineApi.Json(limit) is not { } plan || plan.Text("type").Length == 0 || LineApi.Json(used)?.Get("totalUsage") is not { } total || !total.TryGetInt64(out var count))
            return null;
        return new Quota(plan.Text("type") == "limited" && plan.Get("value") is { } value && value.TryGetInt64(out var most) ? most : -1, count);
    }

    /// <summary>LINE calls our address with a signed call that carries nothing.</summary>
    private async Task<Fault[]> TestAsync(ChannelAccount account, CancellationToken stop)
    {
        var answer = await api.CallAsync(HttpMethod.Post, "/v2/bot/channel/webhook/test", new JsonObject { ["endpoint"] = account.HookUrl }, account, stop);
        if ((int?)answer.Status != 200 || LineApi.Json(answer) is not { } result)
            return [Refused(answer, HookUrl, "LINE did not test the webhook address")];
        if (result.Get("success") is { ValueKind: System.Text.Json.JsonValueKind.True })
            return [];
        var status = result.Get("statusCode") is { ValueKind: System.Text.Json.JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0;
        return [status switch
        {
            401 => new Fault("secret", "LINE's test call was refused for its signature: the channel secret of this account is not the one of the channel."),
            404 => new Fault(HookUrl, $"LINE reaches {account.HookUrl}, but this server does not answer there (404). Something else stands at that address, or a proxy changes the path."),
            > 0 => new Fault(HookUrl, $"LINE's test call to {account.HookUrl} was answered {status}: {result.Text("reason")} {result.Text("detail")}".Trim()),
            _ => new Fault(HookUrl, $"LINE does not reach {account.HookUrl}: {result.Text("reason")} {result.Text("detail")}".Trim() + " It must be open to the internet, with a certificate that is trusted.")
        }];
    }

    private static Fault NotPublic(ChannelAccount account) =>
        new(HookUrl, $"LINE calls addresses that begin with https:// only, and this one is {account.HookUrl}. Set Confab:PublicUrl to the server's public address.");

    private static Fault Refused(ProviderAnswer answer, string field, string what) => (int?)answer.Status switch
    {
        401 or 403 => new Fault("token", "LINE does not take this channel access token. Issue one in the LINE Developers Console (Messaging API → Channel access token) and write it here."),
        null => new Fault(field, $"{what}: LINE did not answer."),
        _ => new Fault(field, $"{what}: {LineApi.Reason(answer)}")
    };
}
