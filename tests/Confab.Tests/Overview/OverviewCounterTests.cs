using Confab.Overview;
using Confab.Store;

namespace Confab.Tests.Overview;

/// <summary>Each event counts once, in its order, whoever counts and whatever is cut.</summary>
public sealed class OverviewCounterTests
{
    [Fact]
    public async Task However_many_count_at_once_each_event_counts_once()
    {
        await using var server = await TestServer.StartAsync();
        await WriteAsync(server, 4000);
        var counter = server.Services.GetRequiredService<OverviewCounter>();
        var end = await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT MAX(position) FROM events"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (await CountedAsync(server) < end)
                await counter.StepAsync(end);
        }));
        await CheckAsync(server, 4000);
        (await counter.StepAsync(end)).ShouldBeFalse();
        await CheckAsync(server, 4000);
    }

    [Fact]
    [Trait("Store", "PostgreSQL")]
    public async Task Two_nodes_count_what_both_take_in_once()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var line = await first.AddLineAccountAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            using var response = await (i % 2 == 0 ? first : second).Http.SendAsync(Demo.FakeLine.Webhook($"{(i % 2 == 0 ? first : second).Url}/v1.0/conversation/accounts/{line.Id}", TestServer.LineSecret, first.Line.Text($"U{i % 5}", $"text {i}")));
            ((int)response.StatusCode).ShouldBe(200);
        }));
        OverviewTests.Lines(await OverviewTests.CountedAsync(second)).Sum(row => int.Parse(row.Split(' ')[4])).ShouldBe(200);
    }

    [Fact]
    public async Task A_server_that_is_killed_again_and_again_while_it_counts_has_counted_each_once()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        await using (var server = await TestServer.StartAsync(data))
        {
            await server.Db.WriteAsync(unit => unit.ExecuteAsync("DELETE FROM overview_cursor"));
            await WriteAsync(server, 20_000);
        }
        for (var kills = 0; kills < 3; kills++)
        {
            using var doomed = await RealProcess.ServeAsync(RealProcess.FreeUrl(), data);
            await doomed.KillAsync();
        }
        await using (var server = await TestServer.StartAsync(data))
        {
            await OverviewTests.CountedAsync(server);
            await CheckAsync(server, 20_000);
        }
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task A_failure_counts_once_and_no_more_when_it_arrived_after_all_and_what_cannot_be_read_is_passed_over()
    {
        await using var server = await TestServer.StartAsync();
        var (customer, conversation, time) = (await CustomerAsync(server), Guid.NewGuid(), Timestamp.From(DateTimeOffset.UtcNow));
        var messages = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToList();
        await server.Db.WriteAsync(async unit =>
        {
            foreach (var id in messages)
                await TellAsync(unit, customer, "conversation_message_created", Message(id, conversation, time, "queued"));
            foreach (var bad in (string[])["", "null", "{}", "[1]", """{"id": 5}""", Message(Guid.NewGuid(), conversation, time, "failed").Replace("\"2", "\"x")])
                await TellAsync(unit, customer, "conversation_message_updated", bad);
            foreach (var (id, status) in new[] { (0, "failed"), (0, "failed"), (1, "failed"), (1, "delivered"), (1, "read"), (2, "delivered") })
                await TellAsync(unit, customer, "conversation_message_updated", Message(messages[id], conversation, time, status));
            await TellAsync(unit, customer, "conversation_updated", "not JSON at all");
            await TellAsync(unit, customer, "something_new", "not JSON either");
        });
        OverviewTests.Lines(await OverviewTests.CountedAsync(server)).ShouldHaveSingleItem().ShouldEndWith("line outgoing 3 1");
        await server.Db.WriteAsync(unit => TellAsync(unit, customer, "conversation_message_updated", Message(messages[0], conversation, time, "failed")));
        OverviewTests.Lines(await OverviewTests.CountedAsync(server)).ShouldHaveSingleItem().ShouldEndWith("line outgoing 3 1");
    }

    [Fact]
    public async Task A_conversation_from_before_the_events_that_are_kept_is_waited_for_but_not_timed()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var id = (await line.SayAsync("Uann", "hello")).GetProperty("id").GetString();
        await OverviewTests.CountedAsync(server);
        await server.Db.WriteAsync(unit =>
        {
            foreach (var table in (string[])["events", "overview_messages", "overview_times", "overview_agents", "overview_conversations"])
                unit.Write($"DELETE FROM {table}");
        });
        await line.SayAsync("Uann", "hello?");
        var waiting = (await OverviewTests.CountedAsync(server)).GetProperty("waiting");
        waiting.GetProperty("conversations")[0].GetProperty("id").GetString().ShouldBe(id);
        (await server.Admin.PostAsync($"/v1.0/conversations/{id}/messages", new { text = "hi" })).Ok();
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state = "closed" })).Ok();
        var shown = await OverviewTests.CountedAsync(server);
        (shown.GetProperty("waiting").GetProperty("count").GetInt64(), shown.GetProperty("first_response").GetProperty("count").GetInt64(), shown.GetProperty("resolution").GetProperty("count").GetInt64()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Sums_go_after_four_hundred_days()
    {
        await using var server = await TestServer.StartAsync();
        var (customer, now) = (await CustomerAsync(server), Timestamp.From(DateTimeOffset.UtcNow));
        await server.Db.WriteAsync(async unit =>
        {
            foreach (var days in (int[])[-402, -401, -399])
                await TellAsync(unit, customer, "conversation_message_created", Message(Guid.NewGuid(), Guid.NewGuid(), now + TimeSpan.FromDays(days), "queued"));
        });
        await OverviewTests.CountedAsync(server);
        await server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Wake(unit, Chores.JobKind, "overview"));
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM overview_messages")), left => left == 1);
    }

    /// <summary>Writes this many messages of ours, in 50 conversations.</summary>
    private static async Task WriteAsync(TestServer server, int count)
    {
        var (customer, time) = (await CustomerAsync(server), Timestamp.From(DateTimeOffset.UtcNow));
        var conversations = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToList();
        await server.Db.WriteAsync(unit =>
        {
            for (var i = 0; i < count; i++)
                unit.Write("INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customer, 'conversation_message_created', @data, @time)",
                    new { id = Guid.NewGuid(), customer, data = Message(Guid.NewGuid(), conversations[i % 50], time, "queued"), time });
        });
    }

    private static async Task CheckAsync(TestServer server, long count) =>
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT CAST(SUM(messages) AS BIGINT) FROM overview_messages"))).ShouldBe(count);

    private static Task<long> CountedAsync(TestServer server) => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT position FROM overview_cursor"));

    private static async Task<Guid> CustomerAsync(TestServer server) => Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]);

    private static string Message(Guid id, Guid conversation, Timestamp time, string delivery) => $$"""
        {"id":"{{id}}","conversation_id":"{{conversation}}","reference_type":"line","tm_create":"{{time}}","sender":{"type":"flow","id":"{{id}}"},"delivery":{"status":"{{delivery}}"} }
        """;

    private static Task<int> TellAsync(Unit unit, Guid customer, string type, string data) => unit.ExecuteAsync(
        "INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customer, @type, @data, @Now)", new { id = Guid.NewGuid(), customer, type, data, unit.Now });
}
