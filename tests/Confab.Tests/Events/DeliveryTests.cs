using Confab.Demo;
using Confab.Events;
using Confab.Events.Webhooks;

namespace Confab.Tests.Events;

public sealed class DeliveryTests
{
    private const string Path = "/v1.0/webhook_deliveries";

    [Fact]
    public async Task A_delivery_shows_each_try_with_its_answer_and_is_found_by_endpoint_event_type_state_and_time()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var failures = 1;
        server.Receiver.Intercept = async http =>
        {
            http.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 503 : 200;
            await http.Response.WriteAsync("so\0so " + new string('y', 3000));
            return true;
        };
        await server.AddLineAccountAsync();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 2);
        var row = await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=delivered"), found => found.Result.Length == 1);
        var shown = row.Result[0];
        shown.EnumerateObject().Select(field => field.Name).ShouldBe(
            ["id", "customer_id", "endpoint_id", "event_id", "event_type", "status", "attempts", "tm_next", "tm_create", "tm_update", "tm_delete"]);
        shown.GetProperty("event_id").GetString().ShouldBe(server.Receiver.All[0].EventId);
        shown.GetProperty("attempts").EnumerateArray().Select(one => (one.GetProperty("status_code").GetInt32(), one.GetProperty("error").GetString(), one.GetProperty("response").GetString()!.Length))
            .ShouldBe([(503, "it answered 503", 1024), (200, "", 1024)]);
        shown.GetProperty("attempts")[0].GetProperty("response").GetString().ShouldStartWith("so\uFFFDso y");
        (await server.Admin.GetAsync($"{Path}/{shown.GetProperty("id").GetString()}")).Ok().Text.ShouldBe(shown.GetRawText());

        var (endpoint, made) = (shown.GetProperty("endpoint_id").GetString(), Uri.EscapeDataString(shown.GetProperty("tm_create").GetString()!));
        foreach (var (query, count) in ((string, int)[])
        [
            ($"endpoint_id={endpoint}", 1), ($"endpoint_id={Guid.NewGuid()}", 0), ($"event_id={server.Receiver.All[0].EventId}", 1), ($"event_id={Guid.NewGuid()}", 0), ("event_type=account_created", 1),
            ("event_type=account_updated", 0), ("status=pending", 0), ("status=failed", 0), ("status=delivered", 1), ($"after={made}", 1), ($"before={made}", 0), ("after=2999-01-01", 0), ("before=2999-01-01", 1),
            ($"endpoint_id={endpoint}&event_type=account_created&status=delivered&after={made}", 1)
        ])
            (await server.Admin.GetAsync($"{Path}?{query}")).Ok().Result.Length.ShouldBe(count, query);
        (await server.Admin.GetAsync($"{Path}?status=lost")).ShouldFail(400, "INVALID_REQUEST_PARAMETER");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&status=delivered")]
    [InlineData("&status=failed")]
    [InlineData("&endpoint")]
    [InlineData("&endpoint&status=failed")]
    [InlineData("&event_type=tags")]
    public async Task Pages_show_each_delivery_once_newest_first_even_where_times_are_the_same(string filter)
    {
        await using var server = await TestServer.StartAsync();
        var (customer, endpoint) = (Guid.Parse((await server.Admin.GetAsync("/v1.0/customer")).Id), Guid.NewGuid());
        var status = filter.Contains("failed", StringComparison.Ordinal) ? "failed" : "delivered";
        await server.Db.WriteAsync(unit =>
        {
            for (var i = 0; i < 50; i++)
            {
                var told = new ToldEvent(Guid.CreateVersion7(), customer, "tags", "{}", unit.Now + TimeSpan.FromMicroseconds(i / 7));
                DeliveryLog.End(unit, new WebhookDelivery { CustomerId = customer, Id = WebhookDelivery.IdOf(told, endpoint), EndpointId = endpoint, EventId = told.Id, EventType = told.Type, TmCreate = told.TmCreate },
                    status, new AttemptJson(unit.Now, 200, 1, "", ""));
            }
        });
        var (seen, token) = (new List<(string Time, string Id)>(), "");
        do
        {
            var page = (await server.Admin.GetAsync($"{Path}?page_size=4&page_token={Uri.EscapeDataString(token)}{filter.Replace("&endpoint", $"&endpoint_id={endpoint}", StringComparison.Ordinal)}")).Ok();
            seen.AddRange(page.Result.Select(row => (row.GetProperty("tm_create").GetString()!, row.GetProperty("id").GetString()!)));
            token = page["next_page_token"];
        }
        while (token.Length > 0);
        seen.Distinct().Count().ShouldBe(50);
        seen.ShouldBe(seen.OrderByDescending(row => row.Time, StringComparer.Ordinal).ThenByDescending(row => row.Id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_wait_that_a_receiver_asks_for_is_kept()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        server.Receiver.Intercept = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (503, "3600");
            return Task.FromResult(true);
        };
        await server.AddLineAccountAsync();
        var row = await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=pending"), found => found.Result.Length == 1);
        Timestamp.TryParse(row.Result[0].GetProperty("tm_next").GetString(), out var next).ShouldBeTrue();
        Timestamp.TryParse(row.Result[0].GetProperty("tm_update").GetString(), out var tried).ShouldBeTrue();
        (next - tried).ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_is_refused_holds_its_own_conversation_only_and_is_tried_now_when_somebody_says_so_at_the_address_of_now()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "3600" });
        await server.SetWebhookAsync();
        RefuseBad(server.Receiver);
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "bad");
        await line.SayAsync("Ualice", "next");
        await line.SayAsync("Ubob", "other");
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "other");
        var pending = await PendingAsync(server);
        server.Receiver.All.ShouldNotContain(told => (string?)told.Data["text"] == "next");

        await using var moved = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        await server.SetWebhookAsync(moved.Address);
        (await server.Admin.PostAsync($"{Path}/{pending}/replay")).Ok();
        await moved.WaitForAsync(told => (string?)told.Data["text"] == "next");
        moved.Events.Select(told => (string?)told.Data["text"]).ShouldBe(["bad", "next"]);
        var shown = (await server.Admin.GetAsync($"{Path}/{pending}")).Ok();
        (shown["status"], shown.Json.GetProperty("attempts").GetArrayLength()).ShouldBe(("delivered", 2));
    }

    [Fact]
    public async Task One_that_is_always_refused_is_skipped_and_its_conversation_goes_on()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "3600" });
        await server.SetWebhookAsync();
        RefuseBad(server.Receiver);
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "bad");
        await line.SayAsync("Ualice", "next");
        var pending = await PendingAsync(server);
        (await server.Admin.PostAsync($"{Path}/{pending}/skip")).Ok()["status"].ShouldBe("skipped");
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "next");
        (await server.Admin.PostAsync($"{Path}/{pending}/skip")).ShouldFail(409, "STATE_INVALID");
        server.Receiver.Intercept = null;
        (await server.Admin.PostAsync($"{Path}/{pending}/replay")).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}/{pending}"), shown => shown["status"] == "delivered");
    }

    [Fact]
    public async Task One_that_is_skipped_while_it_is_tried_is_not_tried_again()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "0.1,3600" });
        await server.SetWebhookAsync();
        var (goes, tries) = (new TaskCompletionSource(), 0);
        server.Receiver.Intercept = async http =>
        {
            if (!(await BodyAsync(http)).Contains("\"bad\"", StringComparison.Ordinal)) // In quotes: an id may hold the letters.
                return true;
            if (Interlocked.Increment(ref tries) == 2)
                await goes.Task;
            http.Response.StatusCode = 500;
            return true;
        };
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "bad");
        await line.SayAsync("Ualice", "next");
        var pending = await PendingAsync(server);
        await Poll.UntilAsync(() => Task.FromResult(Volatile.Read(ref tries)), count => count == 2);
        (await server.Admin.PostAsync($"{Path}/{pending}/skip")).Ok();
        goes.SetResult();
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "next");
        (await server.Admin.GetAsync($"{Path}/{pending}"))["status"].ShouldBe("skipped");
        tries.ShouldBe(2);
    }

    [Fact]
    public async Task A_slow_answer_and_a_redirect_are_no_delivery_and_nobody_follows()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:TimeoutSeconds"] = "1", ["Confab:Webhooks:RetrySeconds"] = "0.1" });
        await using var elsewhere = await FakeReceiver.StartAsync("");
        using var over = new CancellationTokenSource();
        server.Receiver.Intercept = async http =>
        {
            if (server.Receiver.All.Count == 1)
                await Task.WhenAny(Task.Delay(Timeout.Infinite, over.Token), Task.Delay(Timeout.Infinite, http.RequestAborted));
            else
                http.Response.Redirect(elsewhere.Address);
            return true;
        };
        await server.SetWebhookAsync();
        await server.AddLineAccountAsync();
        var row = await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=failed"), found => found.Result.Length == 1);
        row.Result[0].GetProperty("attempts").EnumerateArray().Select(one => one.GetProperty("error").GetString()).ShouldBe(["no answer in time", "it answered 302"]);
        elsewhere.All.ShouldBeEmpty();
        await over.CancelAsync();
    }

    [Fact]
    public async Task No_proxy_is_used_whatever_the_environment_says()
    {
        var (url, data) = (RealProcess.FreeUrl(), System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}"));
        await using var receiver = await FakeReceiver.StartAsync("");
        await using var proxy = await FakeReceiver.StartAsync("");
        var environment = new Dictionary<string, string> { ["http_proxy"] = proxy.Address, ["HTTP_PROXY"] = proxy.Address, ["ALL_PROXY"] = proxy.Address };
        using (var server = await RealProcess.ServeAsync(Binary.Current, url, data, environment, ["--Confab:Webhooks:AllowPrivateNetworks=true"]))
        using (var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url) })
        {
            var api = new ApiClient(http, (await File.ReadAllTextAsync(System.IO.Path.Combine(data, "admin.key"))).Trim());
            var endpoint = (await api.PostAsync("/v1.0/webhook_endpoints", new { uri = receiver.Address })).Ok().Id;
            (await api.PostAsync($"/v1.0/webhook_endpoints/{endpoint}/test")).Ok()["status_code"].ShouldBe("200");
            (await server.StopAsync()).ShouldBe(0);
        }
        proxy.All.ShouldBeEmpty();
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task The_first_kilobyte_is_not_waited_for_for_ever()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        server.Receiver.Intercept = async http =>
        {
            await http.Response.WriteAsync("begun");
            await http.Response.Body.FlushAsync();
            await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        await server.AddLineAccountAsync();
        var row = await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=delivered"), found => found.Result.Length == 1);
        row.Result[0].GetProperty("attempts")[0].GetProperty("response").GetString().ShouldBe("begun");
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_probed_by_one_delivery_at_a_time()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = string.Join(',', Enumerable.Repeat("0.3", 60)) });
        await server.SetWebhookAsync();
        var (running, most, fails) = (0, 0, true);
        server.Receiver.Intercept = async http =>
        {
            var now = Interlocked.Increment(ref running);
            if (server.Receiver.All.Count > 18)
                most = Math.Max(most, now);
            await Task.Yield();
            http.Response.StatusCode = Volatile.Read(ref fails) ? 500 : 200;
            Interlocked.Decrement(ref running);
            return true;
        };
        for (var i = 0; i < 12; i++)
            await server.AddLineAccountAsync();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count >= 24);
        most.ShouldBe(1);
        Volatile.Write(ref fails, false);
        await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=delivered"), found => found.Result.Length == 12);
    }

    /// <summary>Refuses what says that it is bad.</summary>
    private static void RefuseBad(FakeReceiver receiver) => receiver.Intercept = async http =>
    {
        http.Response.StatusCode = (await BodyAsync(http)).Contains("\"bad\"", StringComparison.Ordinal) ? 500 : 200;
        return true;
    };

    [Fact]
    public async Task What_waits_untried_is_in_the_log_counted_once_and_can_be_skipped_and_tried_now()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "3600" });
        await server.SetWebhookAsync();
        RefuseBad(server.Receiver);
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "bad");
        await PendingAsync(server);
        foreach (var text in (string[])["second", "third", "fourth"])
            await line.SayAsync("Ualice", text);
        var waiting = (await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=pending"), found => found.Result.Length == 4)).Result;
        waiting.Take(3).ShouldAllBe(row => row.GetProperty("attempts").GetArrayLength() == 0);
        (await server.Admin.GetAsync($"{Path}/{waiting[0].GetProperty("id").GetString()}")).Ok().Text.ShouldBe(waiting[0].GetRawText());
        (await server.Admin.PostAsync($"{Path}/{waiting[1].GetProperty("id").GetString()}/skip")).Ok()["status"].ShouldBe("skipped");
        (await server.Admin.PostAsync($"{Path}/{waiting[0].GetProperty("id").GetString()}/replay")).Ok()["status"].ShouldBe("pending");
        server.Receiver.Intercept = null;
        (await server.Admin.PostAsync($"{Path}/replay", new { status = "pending" })).Ok();
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "fourth");
        server.Receiver.All.Select(told => (string?)told.Data["text"]).Where(text => text is not null).ShouldBe(["bad", "bad", "second", "fourth"]);
        var rows = (await Poll.UntilAsync(() => server.Admin.GetAsync(Path), found => found.Result.All(row => row.GetProperty("status").GetString() != "pending"))).Result;
        rows.Select(row => row.GetProperty("id").GetString()).Distinct().Count().ShouldBe(rows.Length);
        rows.Count(row => row.GetProperty("status").GetString() == "skipped").ShouldBe(1);
    }

    [Fact]
    public async Task A_type_of_which_there_was_none_for_long_is_found_all_the_same()
    {
        await using var server = await TestServer.StartAsync();
        var (customer, endpoint, begin) = (Guid.Parse((await server.Admin.GetAsync("/v1.0/customer")).Id), Guid.NewGuid(), new Timestamp(1_700_000_000_000_000));
        await server.Db.WriteAsync(unit =>
        {
            for (var i = 0; i < 60_000; i++)
            {
                var told = new ToldEvent(Guid.CreateVersion7(), customer, i == 0 ? "rare" : "tags", "{}", begin + TimeSpan.FromMilliseconds(i));
                DeliveryLog.Expect(unit, WebhookDelivery.Of(told, i, endpoint, WebhookHandler.LaneOf(endpoint, customer)));
            }
        });
        (await server.Admin.GetAsync($"{Path}?event_type=rare")).Ok().Result.Length.ShouldBe(1);
        (await server.Admin.GetAsync($"{Path}?event_type=none")).Ok().Result.ShouldBeEmpty();
    }

    private static async Task<string> BodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The id of the one delivery that waits.</summary>
    private static async Task<string> PendingAsync(TestServer server) =>
        (await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=pending"), found => found.Result.Length == 1)).Result[0].GetProperty("id").GetString()!;
}
