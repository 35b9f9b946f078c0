using System.Net.Http.Headers;
using Confab.Faults.Fakes;
using Confab.Tests;
using Confab.Tests.Channels.Sms;

namespace Confab.Faults.Loads;

/// <summary>What an installation needs before the load: a webhook, a flow, an account at LINE and one at Twilio with a number; for some faults one on each other channel.</summary>
internal static class SetUp
{
    /// <summary>The channel access token at LINE.</summary>
    public const string LineToken = "line-channel-access-token";

    private const string LineSecret = "line-channel-secret";
    private const int Each = 4;
    private const string TelnyxNumber = "+15550111333";
    private const string MailgunAddress = "desk@mg.shop.example";
    private const string Number = "+15550111222";

    /// <summary>Sets it up; returns the users.</summary>
    public static async Task<IReadOnlyList<User>> RunAsync(string url, string key, string receiver, string sink, AllProviders? providers)
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
            .. Enumerable.Range(0, 4).Select(i => new SmsUser($"+1555019{i:d4}", $"{url}/v1.0/conversation/accounts/{twilio}", Number)),
            .. providers is null ? [] : await OthersAsync(http, url, flow, providers)
        ];
    }

    private static async Task<List<User>> OthersAsync(HttpClient http, string url, string flow, AllProviders providers)
    {
        var telnyx = await AccountAsync("sms", "", FakeTelnyx.Key, new() { ["provider"] = "telnyx", ["public_key"] = TelnyxSigner.PublicKey(FakeTelnyx.Key) });
        await CallAsync(http.PostAsJsonAsync("/v1.0/numbers", new { number = TelnyxNumber, name = "Telnyx", message_flow_id = flow, account_id = telnyx[^36..] }));
        var whatsapp = await AccountAsync("whatsapp", FakeWhatsApp.VerifyToken, FakeWhatsApp.Token, new() { ["phone_number_id"] = FakeWhatsApp.NumberId, ["app_secret"] = FakeWhatsApp.AppSecret });
        var mailgun = await AccountAsync("email", FakeMailgun.SigningKey, FakeMailgun.ApiKey, new() { ["provider"] = "mailgun", ["domain"] = FakeMailgun.Domain, ["from"] = MailgunAddress });
        await AccountAsync("email", "", FakeMailServer.Password, new()
        {
            ["provider"] = "smtp", ["host"] = "127.0.0.1", ["port"] = $"{providers.SmtpPort}", ["security"] = "none", ["username"] = FakeMailServer.Username, ["from"] = FakeMailServer.Username
        });
        foreach (var target in Enumerable.Range(0, Each).Select(SmtpAddress))
            await CallAsync(http.PostAsJsonAsync("/v1.0/emails", new { source = new { target = FakeMailServer.Username }, destinations = new[] { new { type = "email", target } }, subject = "Hello", content = $"first to {target}" }));
        return
        [
            .. Enumerable.Range(0, Each).SelectMany(i => (User[])[new TelnyxUser($"+1555018{i:d4}", telnyx, TelnyxNumber), new WhatsAppUser($"1650555{i:d4}", whatsapp),
                new MailUser($"m{i}@example.com", mailgun, MailgunAddress), new SmtpUser(SmtpAddress(i))])
        ];

        async Task<string> AccountAsync(string type, string secret, string token, Dictionary<string, string> data) => $"{url}/v1.0/conversation/accounts/"
            + await CallAsync(http.PostAsJsonAsync("/v1.0/conversation_accounts", new { type, name = type, secret, token, provider_data = data, message_flow_id = flow }));
    }

    private static string SmtpAddress(int i) => $"s{i}@example.com";

    private static async Task<string> CallAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()! : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {text}");
    }
}
