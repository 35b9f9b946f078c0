namespace Confab.Tests.Messages;

/// <summary>A token is changed at the provider before it is changed here, or is mistyped here: what waits meanwhile goes out once it is right.</summary>
public sealed class TokenChangeTests
{
    private const int Peers = 6;

    [Fact]
    public async Task Twilio_is_tried_again_with_the_right_token()
    {
        await using var twilio = await FakeTwilio.StartedAsync();
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Twilio:ApiUrl"] = twilio.Address });
        var (id, hook) = await AddAsync(server, new { type = "sms", name = "Twilio", token = FakeTwilio.Token, provider_data = new { provider = "twilio", account_sid = FakeTwilio.Sid } });
        await WaitsForTokenAsync(server, id, FakeTwilio.Token, "Authenticate", peer => FakeTwilio.CallAsync(server.Http, hook,
            ("MessageSid", $"SM{Guid.NewGuid():N}"), ("AccountSid", FakeTwilio.Sid), ("From", $"+1555019900{peer}"), ("To", "+15550107777"), ("Body", "hello"), ("NumMedia", "0")));
    }

    [Fact]
    public async Task Telnyx_is_tried_again_with_the_right_key()
    {
        await using var telnyx = await FakeTelnyx.StartedAsync();
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Telnyx:ApiUrl"] = telnyx.Address });
        var (id, hook) = await AddAsync(server, new { type = "sms", name = "Telnyx", token = FakeTelnyx.Key, provider_data = new { provider = "telnyx", public_key = Channels.Sms.TelnyxSigner.PublicKey(FakeTelnyx.Key) } });
        await WaitsForTokenAsync(server, id, FakeTelnyx.Key, "Authentication failed", peer => FakeTelnyx.CallAsync(server.Http, hook,
            $$$$"""{"data":{"event_type":"message.received","payload":{"id":"in-{{{{peer}}}}","from":{"phone_number":"+1555019900{{{{peer}}}}"},"to":[{"phone_number":"+15550107778"}],"text":"hello"}}}"""));
    }

    [Fact]
    public async Task Line_is_tried_again_with_the_right_token()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        await WaitsForTokenAsync(server, line.Id, TestServer.LineToken, "Authentication failed", peer => line.SendAsync(server.Line.Text($"U{peer}", "hello")));
        server.Line.Pushes.Count.ShouldBe(Peers);
    }

    [Fact]
    public async Task WhatsApp_is_tried_again_with_the_right_token()
    {
        await using var whatsapp = await FakeWhatsApp.StartedAsync();
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:WhatsApp:ApiUrl"] = whatsapp.Address });
        var (id, hook) = await AddAsync(server, FakeWhatsApp.Account());
        await WaitsForTokenAsync(server, id, FakeWhatsApp.Token, "access token is wrong", peer => FakeWhatsApp.CallAsync(server.Http, hook, FakeWhatsApp.Says($"1650555000{peer}", "hello")));
        whatsapp.Taken.Count.ShouldBe(Peers);
    }

    private static async Task<(string Id, string Hook)> AddAsync(TestServer server, object settings)
    {
        var account = (await server.Admin.PostAsync("/v1.0/conversation_accounts", settings)).Ok();
        return (account.Id, account["hook_url"]);
    }

    private static async Task WaitsForTokenAsync(TestServer server, string accountId, string right, string words, Func<int, Task<int>> say)
    {
        for (var peer = 0; peer < Peers; peer++)
            (await say(peer)).ShouldBe(200);
        await PutAsync("wrong-token-0123456789");
        var paths = (await server.Admin.GetAsync("/v1.0/conversations")).Result.Select(conversation => $"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages").ToList();
        paths.Count.ShouldBe(Peers);
        foreach (var path in paths)
            (await server.Admin.PostAsync(path, new { text = "hello back", medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT failures FROM job_buckets WHERE kind = 'send'")), failures => failures >= 5);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<string>("SELECT reason FROM job_buckets WHERE kind = 'send'")))!.ShouldContain(words);
        (await StatusesAsync()).ShouldAllBe(status => status == "progressing");

        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE jobs SET due = due + 60000000 WHERE kind = 'send' AND lease IS NULL AND parked = 0"));
        await PutAsync(right);
        await Poll.UntilAsync(StatusesAsync, statuses => statuses.All(status => status == "done"));
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM job_buckets WHERE kind = 'send'"))).ShouldBe(0);

        async Task PutAsync(string token) => (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{accountId}", new { token })).Ok();

        async Task<string[]> StatusesAsync() => [.. await Task.WhenAll(paths.Select(async path => (await server.Admin.GetAsync(path)).Result[0].GetProperty("status").GetString()!))];
    }
}
