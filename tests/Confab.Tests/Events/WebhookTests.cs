using System.Net;
using Confab.Demo;

namespace Confab.Tests.Events;

public sealed class WebhookTests
{
    [Fact]
    public async Task Receivers_that_hang_fail_or_are_gone_do_not_delay_a_fourth()
    {
        await using var server = await TestServer.StartAsync();
        await using var hanging = await FakeReceiver.StartAsync("");
        await using var failing = await FakeReceiver.StartAsync("");
        using var over = new CancellationTokenSource();
        hanging.Intercept = async http =>
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, over.Token), Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        failing.Intercept = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        foreach (var uri in (string[])[hanging.Address, failing.Address, "http://127.0.0.1:9/gone"])
        {
            var customer = await server.AddCustomerAsync();
            (await customer.PutAsync("/v1.0/customer", new { webhook_uri = uri, webhook_method = "POST" })).Ok();
            for (var i = 0; i < 100; i++)
                (await customer.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = $"{i}", detail = "", secret = "s", token = "t" })).Ok();
        }
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync();
        for (var i = 0; i < 20; i++)
            await line.SayAsync($"Uuser{i}", "hello");
        await server.Receiver.WaitAsync(() => server.Receiver.Events.Count(told => told.Type == "conversation_message_created") == 20, TimeSpan.FromSeconds(10));
        await over.CancelAsync();
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_again_with_the_same_id_and_holds_back_what_follows_it()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var failures = 3;
        server.Receiver.Intercept = http =>
        {
            var fail = Interlocked.Decrement(ref failures) >= 0;
            http.Response.StatusCode = fail ? 500 : 204;
            return Task.FromResult(true);
        };
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "one");
        await line.SayAsync("Ualice", "two");
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "two");
        server.Receiver.Events.Where(told => told.ConversationId.Length > 0).Select(told => told.Type)
            .ShouldBe(["conversation_created", "conversation_message_created", "conversation_message_created"]);
        server.Receiver.All.Count.ShouldBeGreaterThanOrEqualTo(6);
        server.Receiver.All.ShouldAllBe(told => told.IsSigned && told.IsStandard);
    }

    [Fact]
    public async Task After_the_last_try_a_delivery_is_kept_as_failed_and_the_next_one_goes()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "0.05,0.05" });
        await server.SetWebhookAsync();
        server.Receiver.Intercept = async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            http.Response.StatusCode = (await reader.ReadToEndAsync()).Contains("refused", StringComparison.Ordinal) ? 500 : 200;
            return true;
        };
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "refused");
        await line.SayAsync("Ualice", "welcome");
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "welcome");
        server.Receiver.All.Count(told => (string?)told.Data["text"] == "refused").ShouldBe(3);
        (await server.Db.ReadAsync(sql => sql.QueryAsync<string>("SELECT status FROM webhook_deliveries WHERE status <> 'delivered'"))).ShouldBe(["failed"]);
    }

    [Fact]
    public async Task A_410_switches_the_endpoint_off_until_it_is_set_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = 410;
            return Task.FromResult(true);
        };
        var line = await server.AddLineAccountAsync();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM webhook_endpoints WHERE enabled = 1")), enabled => enabled == 0);
        var before = server.Receiver.All.Count;
        await line.SayAsync("Ualice", "unheard");
        server.Receiver.Intercept = null;
        await server.SetWebhookAsync();
        await line.SayAsync("Ualice", "heard");
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "heard");
        server.Receiver.All.Skip(before).ShouldNotContain(told => (string?)told.Data["text"] == "unheard");
    }

    [Fact]
    public async Task A_restart_loses_no_delivery()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        await using var receiver = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        receiver.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await using (var server = await TestServer.StartAsync(data))
        {
            await server.SetWebhookAsync(receiver.Address);
            var line = await server.AddLineAccountAsync();
            await line.SayAsync("Ualice", "before the restart");
            await receiver.WaitAsync(() => receiver.All.Count >= 2);
        }
        receiver.Intercept = null;
        await using (await TestServer.StartAsync(data))
            await receiver.WaitForAsync(told => (string?)told.Data["text"] == "before the restart");
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("http://localhost/x")]
    [InlineData("http://10.1.2.3/x")]
    [InlineData("http://[::1]/x")]
    [InlineData("http://[::ffff:192.168.0.1]/x")]
    [InlineData("http://[64:ff9b::7f00:1]/x")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://0x7f000001/x")]
    [InlineData("http://2130706433/x")]
    [InlineData("http://localhost./x")]
    [InlineData("http://[fec0::1]/x")]
    [InlineData("http://[64:ff9b:1::7f00:1]/x")]
    [InlineData("http://[::ffff:0:127.0.0.1]/x")]
    public async Task Private_addresses_are_refused_at_put_with_the_setting_named(string uri)
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false" });
        var refused = await server.Admin.PutAsync("/v1.0/customer", new { webhook_uri = uri });
        refused.ShouldFail(400, "INVALID_ARGUMENT");
        refused.Text.ShouldContain("Confab:Webhooks:AllowPrivateNetworks");
        refused.Text.ShouldContain("webhook_uri");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_leads_to_a_private_address_is_not_connected_to_unless_the_operator_allows_it(bool allowed)
    {
        await using var receiver = await FakeReceiver.StartAsync("");
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = allowed ? "true" : "false" },
            replace: services => services.AddSingleton(provider => new GuardedHttp(provider.GetRequiredService<Settings>(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]))));
        await server.SetWebhookAsync($"http://rebound.example:{new Uri(receiver.Address).Port}/");
        await server.AddLineAccountAsync();
        if (allowed)
            await receiver.WaitForAsync(told => told.Type == "account_created");
        else
            await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'failed'")), given => given > 0);
        receiver.All.Count.ShouldBe(allowed ? 1 : 0);
    }

    [Fact]
    public async Task A_receiver_that_answers_200_with_a_flood_has_been_told_once()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        server.Receiver.Intercept = async http =>
        {
            var block = new byte[64 * 1024];
            for (var i = 0; i < 64 && !http.RequestAborted.IsCancellationRequested; i++)
                await http.Response.Body.WriteAsync(block);
            return true;
        };
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "one");
        await line.SayAsync("Ualice", "two");
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "two");
        server.Receiver.All.Count(told => (string?)told.Data["text"] == "one").ShouldBe(1);
    }

    [Fact]
    public async Task Addresses_that_have_become_private_since_they_were_set_are_not_called()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        await using var receiver = await FakeReceiver.StartAsync("");
        await using (var server = await TestServer.StartAsync(data))
            (await server.Admin.PutAsync("/v1.0/customer", new { webhook_uri = receiver.Address })).Ok();
        await using (var server = await TestServer.StartAsync(data, new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false", ["Confab:Webhooks:RetrySeconds"] = "0.01" }))
        {
            await server.AddLineAccountAsync();
            await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'failed'")), given => given > 0);
            receiver.All.ShouldBeEmpty();
        }
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("nonsense")]
    [InlineData("http://xn--\u1234/")]
    [InlineData("https://user:password@example.com/")]
    public async Task Addresses_that_are_none_are_refused(string uri)
    {
        await using var server = await TestServer.StartAsync();
        (await server.Admin.PutAsync("/v1.0/customer", new { webhook_uri = uri })).ShouldFail(400, "INVALID_ARGUMENT");
    }
}
