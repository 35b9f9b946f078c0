using Confab.Demo;

namespace Confab.Tests.Events;

/// <summary>What switches an endpoint off, and on again.</summary>
public sealed class EndpointSwitchTests
{
    private const string Path = "/v1.0/webhook_endpoints";

    [Theory]
    [InlineData(410, 0)]
    [InlineData(500, 6)]
    public async Task An_endpoint_that_is_gone_or_has_failed_for_five_days_is_switched_off_and_the_others_are_told(int status, int days)
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "0.1,0.1,0.1,3600" });
        await server.SetWebhookAsync();
        await using var gone = await FakeReceiver.StartAsync("");
        gone.Intercept = http =>
        {
            http.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        var made = (await server.Admin.PostAsync(Path, new { uri = gone.Address, headers = new { Authorization = "Bearer for nobody else" } })).Ok();
        await server.AddLineAccountAsync();
        await gone.WaitAsync(() => gone.All.Count > 0);
        if (days > 0)
            await Poll.UntilAsync(() => server.Db.WriteAsync(unit => unit.ExecuteAsync(
                "UPDATE webhook_endpoints SET tm_failing = tm_failing - @time WHERE tm_failing <= @Now", new { unit.Now, time = days * 86_400_000_000L })), changed => changed > 0);
        var told = await server.Receiver.WaitForAsync(told => told.Type == "webhook_endpoint_disabled");
        ((string?)told.Data["id"], (bool?)told.Data["enabled"]).ShouldBe((made.Id, false));
        told.Data.ToString().ShouldNotContain("for nobody else");
        (await server.Admin.GetAsync($"{Path}/{made.Id}")).Ok()["enabled"].ShouldBe("False");
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webhook_deliveries?endpoint_id={made.Id}"), found => found.Result.All(row => row.GetProperty("status").GetString() == "failed"));
        server.Receiver.All.Count(told => told.Type == "webhook_endpoint_disabled").ShouldBe(1);
        gone.All.ShouldNotContain(told => told.Type == "webhook_endpoint_disabled");
    }

    [Fact]
    public async Task One_success_and_the_five_days_begin_anew()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var failures = 1;
        server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 500 : 200;
            return Task.FromResult(true);
        };
        await server.AddLineAccountAsync();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 2);
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<Timestamp>("SELECT tm_failing FROM webhook_endpoints")), since => since == Timestamp.Never);
    }

    [Fact]
    public async Task What_waits_for_an_endpoint_that_is_switched_off_is_kept_as_failed_and_for_one_that_is_deleted_is_dropped()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "0.3,0.3,0.3,0.3,0.3,0.3,0.3,0.3" });
        server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        foreach (var deletes in (bool[])[false, true])
        {
            var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address, event_types = new[] { "account_created" } })).Ok();
            await server.AddLineAccountAsync();
            var waiting = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webhook_deliveries?endpoint_id={made.Id}&status=pending"), found => found.Result.Length == 1);
            (await (deletes ? server.Admin.DeleteAsync($"{Path}/{made.Id}") : server.Admin.PutAsync($"{Path}/{made.Id}", new { enabled = false }))).Ok();
            var path = $"/v1.0/webhook_deliveries/{waiting.Result[0].GetProperty("id").GetString()}";
            var failed = await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found["status"] == "failed");
            failed.Text.Contains("the endpoint is switched off", StringComparison.Ordinal).ShouldBe(!deletes);
            (await server.Admin.PostAsync(path + "/replay")).ShouldFail(409, "STATE_INVALID");
            if (deletes)
                continue;
            server.Receiver.Intercept = null;
            (await server.Admin.PutAsync($"{Path}/{made.Id}", new { enabled = true })).Ok();
            (await server.Admin.PostAsync(path + "/replay")).Ok()["status"].ShouldBe("pending");
            await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found["status"] == "delivered");
            server.Receiver.Intercept = http =>
            {
                http.Response.StatusCode = 500;
                return Task.FromResult(true);
            };
        }
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'webhook'")), left => left == 0);
    }

    [Fact]
    public async Task Days_of_silence_are_no_days_of_failure()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "" });
        server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address })).Ok();
        await server.AddLineAccountAsync();
        await FailedAsync(1);
        foreach (var (days, count) in ((int, int)[])[(6, 5), (4, 6)])
        {
            await server.Db.WriteAsync(async unit =>
            {
                await unit.ExecuteAsync("UPDATE webhook_endpoints SET tm_failing = tm_failing - @time", new { time = days * 86_400_000_000L });
                await unit.ExecuteAsync("UPDATE webhook_deliveries SET tm_update = tm_update - @time", new { time = days * 86_400_000_000L });
            });
            await Task.WhenAll(Enumerable.Range(0, count == 5 ? 4 : 1).Select(_ => server.AddLineAccountAsync()));
            await FailedAsync(count);
        }
        (await server.Admin.GetAsync($"{Path}/{made.Id}")).Ok()["enabled"].ShouldBe("True");
        var since = await server.Db.ReadAsync(sql => sql.FirstAsync<Timestamp>("SELECT tm_failing FROM webhook_endpoints"));
        (Timestamp.From(DateTimeOffset.UtcNow) - since).ShouldBeLessThan(TimeSpan.FromHours(1));

        Task FailedAsync(int count) => Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webhook_deliveries?endpoint_id={made.Id}&status=failed"), found => found.Result.Length == count);
    }

    [Fact]
    public async Task Only_an_address_switches_the_customers_own_on_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var id = (await server.Admin.GetAsync("/v1.0/customer"))["id"];
        (await server.Admin.PutAsync($"{Path}/{id}", new { enabled = false })).Ok();
        (await server.Admin.PutAsync("/v1.0/customer", new { webhook_method = "PUT" })).Ok();
        (await server.Admin.PutAsync("/v1.0/customer", new { webhook_secret = "another" })).Ok();
        (await server.Admin.GetAsync($"{Path}/{id}")).Ok()["enabled"].ShouldBe("False");
        await server.SetWebhookAsync();
        (await server.Admin.GetAsync($"{Path}/{id}")).Ok()["enabled"].ShouldBe("True");
    }
}
