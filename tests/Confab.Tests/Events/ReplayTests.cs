using System.Text.Json.Nodes;
using Confab.Demo;
using Confab.Events;

namespace Confab.Tests.Events;

public sealed class ReplayTests
{
    private const string Path = "/v1.0/webhook_deliveries";
    private const int Lanes = 10;

    [Fact]
    public async Task A_thousand_that_failed_are_sent_again_each_lane_in_order_and_it_is_seen()
    {
        const int Count = 1000;
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "" });
        await server.SetWebhookAsync();
        Refuse(server.Receiver);
        await TellAsync(server, Count);
        var endpoint = (await server.Admin.GetAsync("/v1.0/customer")).Id;
        (await server.Admin.PutAsync($"/v1.0/webhook_endpoints/{endpoint}", new { enabled = false })).Ok();
        await Poll.UntilAsync(() => CountAsync(server, "failed"), failed => failed == Count, 60);
        (await server.Admin.PostAsync(Path + "/replay", new { endpoint_id = endpoint })).ShouldFail(400, "INVALID_ARGUMENT");

        server.Receiver.Intercept = null;
        var before = server.Receiver.All.Count;
        (await server.Admin.PutAsync($"/v1.0/webhook_endpoints/{endpoint}", new { enabled = true })).Ok();
        var asked = (await server.Admin.PostAsync(Path + "/replay", new { endpoint_id = endpoint })).Ok();
        (asked["endpoint_id"], asked["status"], asked["after"]).ShouldBe((endpoint, "failed", "1970-01-01 00:00:00.000000"));
        await Poll.UntilAsync(() => CountAsync(server, "delivered"), delivered => delivered == Count, 60);
        (await server.Admin.GetAsync($"{Path}?status=failed&endpoint_id={endpoint}")).Ok().Result.ShouldBeEmpty();
        var again = server.Receiver.All.Skip(before).DistinctBy(told => told.EventId).ToList();
        again.Count.ShouldBe(Count);
        foreach (var lane in again.GroupBy(told => (int)told.Data["lane"]!))
            lane.Select(told => (int)told.Data["number"]!).ShouldBe(Enumerable.Range(0, Count / Lanes));
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>($"SELECT COUNT(*) FROM jobs WHERE kind = 'webhook' OR lane LIKE 'webhook_replay%'")), left => left == 0);
    }

    [Fact]
    public async Task A_range_of_what_was_delivered_is_sent_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        await TellAsync(server, 10);
        await Poll.UntilAsync(() => CountAsync(server, "delivered"), delivered => delivered == 10);
        await TellAsync(server, 10);
        await Poll.UntilAsync(() => CountAsync(server, "delivered"), delivered => delivered == 20);
        var rows = (await server.Admin.GetAsync(Path)).Ok().Result;
        var (end, oldest) = (rows[9].GetProperty("tm_create").GetString(), rows[^1].GetProperty("tm_create").GetString());
        (await server.Admin.PostAsync(Path + "/replay", new { status = "delivered", after = oldest, before = end })).Ok();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 30);
        server.Receiver.All.Skip(20).Select(told => told.EventId).ShouldBe(server.Receiver.All.Take(10).Select(told => told.EventId), ignoreOrder: true);
        rows = (await Poll.UntilAsync(() => server.Admin.GetAsync(Path), found => found.Result.All(row => row.GetProperty("status").GetString() == "delivered"))).Result;
        rows.Select(row => row.GetProperty("attempts").GetArrayLength()).ShouldBe([.. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(2, 10)]);
    }

    [Fact]
    public async Task Two_replays_at_once_send_each_once()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "" });
        await server.SetWebhookAsync();
        Refuse(server.Receiver);
        await TellAsync(server, 4);
        await Poll.UntilAsync(() => CountAsync(server, "failed"), failed => failed == 4);
        var one = (await server.Admin.GetAsync(Path)).Result[0].GetProperty("id").GetString();
        using var hold = new SemaphoreSlim(0);
        server.Receiver.Intercept = async http =>
        {
            await hold.WaitAsync();
            return true;
        };
        var before = server.Receiver.All.Count;
        await Task.WhenAll(server.Admin.PostAsync(Path + "/replay", new { }), server.Admin.PostAsync($"{Path}/{one}/replay"), server.Admin.PostAsync(Path + "/replay", new { }));
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE lane LIKE 'webhook_replay%'")), left => left == 0);
        hold.Release(100);
        await Poll.UntilAsync(() => CountAsync(server, "delivered"), delivered => delivered == 4);
        server.Receiver.All.Count.ShouldBe(before + 4);
    }

    [Fact]
    public async Task What_an_older_program_gave_up_is_shown_and_sent_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        await TellAsync(server, 1);
        await Poll.UntilAsync(() => CountAsync(server, "delivered"), delivered => delivered == 1);
        await server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("DELETE FROM webhook_deliveries");
            await unit.ExecuteAsync("""
                INSERT INTO webhook_deliveries (customer_id, id, endpoint_id, event_position, status, attempts, reason, tm_create, tm_update)
                SELECT customer_id, @id, customer_id, position, 'failed', 8, 'it answered 500', tm_create, tm_create FROM events
                """, new { id = Ids.New(unit.Now) });
        });
        var shown = (await server.Admin.GetAsync($"{Path}?status=failed")).Ok().Result.Single();
        (shown.GetProperty("event_type").GetString(), shown.GetProperty("event_id").GetString()).ShouldBe(("test", server.Receiver.All[0].EventId));
        (await server.Admin.PostAsync(Path + "/replay", new { })).Ok();
        await Poll.UntilAsync(() => CountAsync(server, "delivered"), delivered => delivered == 1);
        server.Receiver.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_event_that_is_not_kept_any_more_cannot_be_sent_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        await TellAsync(server, 1);
        var row = await Poll.UntilAsync(() => server.Admin.GetAsync($"{Path}?status=delivered"), found => found.Result.Length == 1);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("DELETE FROM events"));
        (await server.Admin.PostAsync($"{Path}/{row.Result[0].GetProperty("id").GetString()}/replay")).ShouldFail(409, "STATE_INVALID");
    }

    /// <summary>Tells of so many events, in lanes.</summary>
    private static async Task TellAsync(TestServer server, int count)
    {
        var (customer, events) = (Guid.Parse((await server.Admin.GetAsync("/v1.0/customer")).Id), server.Services.GetRequiredService<EventLog>());
        var lanes = Enumerable.Range(0, Lanes).Select(_ => Guid.NewGuid()).ToList();
        for (var i = 0; i < count; i++)
        {
            var (lane, number) = (i % Lanes, i / Lanes);
            await server.Db.WriteAsync(unit => events.AddAsync(unit, customer, "test", lanes[lane], new JsonObject { ["lane"] = lane, ["number"] = number }, Shape));
        }
    }

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonObject> Shape => (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonObject>)JsonSerializerOptions.Default.GetTypeInfo(typeof(JsonObject));

    private static void Refuse(FakeReceiver receiver) => receiver.Intercept = http =>
    {
        http.Response.StatusCode = 500;
        return Task.FromResult(true);
    };

    private static Task<long> CountAsync(TestServer server, string status) =>
        server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM webhook_deliveries WHERE status = @status", new { status }));
}
