using System.Net.Http.Headers;
using System.Text.Json;
using Confab.Faults.Fakes;

namespace Confab.Faults.Loads;

/// <summary>What an installation needs before the load: a webhook, a flow, an account at LINE and one at Twilio with a number.</summary>
internal static class SetUp
{
    /// <summary>The channel access token at LINE.</summary>
    public const string LineToken = "line-channel-access-token";

    private const string LineSecret = "line-channel-secret";
    private const string Number = "+15550111222";

    /// <summary>Sets it up; returns the users.</summary>
    public static async Task<IReadOnlyList<User>> RunAsync(string url, string key, string receiver, string sink)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await CallAsync(http.PutAsJsonAsync("/v1.0/customer", new { webhook_uri = receiver, webhook_method = "POST" }));
        var flow = await CallAsync(http.PostAsJsonAsync("/v1.0/flows", new
        {
            name = "Answer",
            detail = "",
            actions = new object[]
            {
                new { type = "variable_set", option = new { key = "reply", value = "re: ${voipbin.conversation_message.text}" } },
                new { type = "webhook_send", option = new { uri = sink, method = "POST", data_type = "text/plain", data = "${voipbin.conversation_message.text}", sync = false } },
                new { type = "conversation_send", option = new { text = "${reply}" } }
            }
        }));
        var line = await CallAsync(http.PostAsJsonAsync("/v1.0/conversation_accounts", new { type = "line", name = "LINE", detail = "", secret = LineSecret, token = LineToken, message_flow_id = flow }));
        var twilio = await CallAsync(http.PostAsJsonAsync("/v1.0/conversation_accounts", new
        {
            type = "sms",
            name = "Twilio",
            detail = "",
            token = Carrier.Token,
            provider_data = new { provider = "twilio", account_sid = Carrier.Sid },
            message_flow_id = flow
        }));
        await CallAsync(http.PostAsJsonAsync("/v1.0/numbers", new { number = Number, name = "Twilio", message_flow_id = flow, account_id = twilio }));
        return
        [
            .. Enumerable.Range(0, 8).Select(i => new LineUser($"U{i:d4}", $"{url}/v1.0/conversation/accounts/{line}", LineSecret)),
            .. Enumerable.Range(0, 4).Select(i => new SmsUser($"+1555019{i:d4}", $"{url}/v1.0/conversation/accounts/{twilio}", Number))
        ];
    }

    private static async Task<string> CallAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()! : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {text}");
    }
}
