using Confab.Demo;

namespace Confab.Tests.Events;

/// <summary>Receivers that are slow hold up nobody else.</summary>
public sealed class SlowReceiverTests
{
    private static readonly Dictionary<string, string?> Patient = new() { ["Confab:Webhooks:TimeoutSeconds"] = "60" };

    [Fact]
    public async Task Twelve_endpoints_that_answer_late_hold_up_neither_the_thirteenth_nor_another_customers()
    {
        await using var server = await TestServer.StartAsync(settings: Patient);
        await using var slow = await FakeReceiver.StartAsync("");
        var over = Hang(slow);
        for (var i = 0; i < 12; i++)
            (await server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = $"{slow.Address}/{i}" })).Ok();
        var line = await server.AddLineAccountAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => line.SayAsync($"U{i}", "hello")));
        await slow.WaitAsync(() => slow.All.Count >= 100);
        await server.SetWebhookAsync();
        await using var others = await FakeReceiver.StartAsync("");
        var other = await server.AddCustomerAsync();
        (await other.PutAsync("/v1.0/customer", new { webhook_uri = others.Address })).Ok();
        for (var i = 0; i < 40; i++)
        {
            await line.SayAsync($"V{i}", "hello");
            (await other.PostAsync("/v1.0/agents", new { username = $"agent{i}@other", password = "correct-horse-battery", name = "", detail = "", ring_method = "ringall", permission = 16, tag_ids = Array.Empty<string>(), addresses = Array.Empty<object>() })).Status.ShouldBe(201);
        }
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 80);
        await others.WaitAsync(() => others.All.Count == 40);
        over.SetResult();
    }

    [Fact]
    public async Task A_lane_that_never_runs_dry_does_not_keep_its_worker_from_those_who_wait()
    {
        await using var server = await TestServer.StartAsync(settings: Patient);
        await using var slow = await FakeReceiver.StartAsync("");
        slow.Intercept = async http =>
        {
            await Task.WhenAny(Task.Delay(100), Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        var customers = new List<Guid>();
        for (var i = 0; i < 8; i++)
        {
            var customer = await server.AddCustomerAsync();
            var id = Guid.Parse((await customer.GetAsync("/v1.0/customer")).Id);
            foreach (var n in Enumerable.Range(0, 12))
                (await customer.PostAsync("/v1.0/webhook_endpoints", new { uri = $"{slow.Address}/{i}/{n}" })).Ok();
            customers.Add(id);
        }
        var events = server.Services.GetRequiredService<Confab.Events.EventLog>();
        var shape = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<System.Text.Json.Nodes.JsonObject>)JsonSerializerOptions.Default.GetTypeInfo(typeof(System.Text.Json.Nodes.JsonObject));
        foreach (var id in customers)
            foreach (var lane in Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToList())
                await server.Db.WriteAsync(async unit =>
                {
                    for (var n = 0; n < 12; n++)
                        await events.AddAsync(unit, id, "test", lane, new System.Text.Json.Nodes.JsonObject(), shape);
                });
        await slow.WaitAsync(() => slow.All.Count >= 256);
        await server.SetWebhookAsync();
        await server.AddLineAccountAsync();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 1);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'webhook'"))).ShouldBeGreaterThan(2000);
    }

    [Fact]
    public async Task An_activeflows_own_address_that_fails_holds_up_no_other_at_its_host()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "600" });
        await using var own = await FakeReceiver.StartAsync("");
        var good = 0;
        own.Intercept = http =>
        {
            http.Response.StatusCode = http.Request.Path == "/bad" ? 500 : 200;
            if (http.Request.Path == "/good")
                Interlocked.Increment(ref good);
            return Task.FromResult(true);
        };
        for (var i = 0; i < 8; i++)
            await RunAsync("bad");
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM job_buckets WHERE failures >= 5")), failing => failing == 1);
        await RunAsync("good");
        await Poll.UntilAsync(() => Task.FromResult(Volatile.Read(ref good)), came => came == 2);

        async Task RunAsync(string path) => (await server.Admin.PostAsync("/v1.0/activeflows",
            new { webhook_uri = $"{own.Address}/{path}", actions = new object[] { new { type = "variable_set", option = new { key = "a", value = "b" } } } })).Ok();
    }

    private static TaskCompletionSource Hang(FakeReceiver receiver)
    {
        var over = new TaskCompletionSource();
        receiver.Intercept = async http =>
        {
            await Task.WhenAny(over.Task, Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        return over;
    }
}
