namespace Confab.Tests.Events;

/// <summary>An endpoint takes so many deliveries per second.</summary>
public sealed class EndpointLimitTests
{
    private const string Path = "/v1.0/webhook_endpoints";

    [Fact]
    public async Task An_endpoint_with_a_limit_gets_no_more_than_that_from_all_nodes_together_in_order_and_without_a_try_that_failed()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address, rate_limit = 8, event_types = new[] { "conversation_message_created" } })).Ok();
        var line = await server.AddLineAccountAsync();
        await using var other = TestDatabase.IsPostgres ? await server.JoinAsync() : null;
        var lines = other is null ? [line] : (LineAccount[])[line, line with { Server = other, Hook = line.Hook.Replace(server.Url, other.Url, StringComparison.Ordinal) }];
        for (var i = 0; i < 4; i++)
            foreach (var user in (string[])["Ua", "Ub", "Uc", "Ud", "Ue"])
                (await lines[i % lines.Length].SendAsync(server.Line.Text(user, $"{i}"))).ShouldBe(200);
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 20);
        foreach (var conversation in server.Receiver.All.GroupBy(told => told.ConversationId))
            conversation.Select(told => (string?)told.Data["text"]).ShouldBe(["0", "1", "2", "3"]);
        var rows = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/webhook_deliveries?status=delivered"), found => found.Result.Length == 20);
        var times = rows.Result.Select(row => row.GetProperty("attempts").EnumerateArray().Single().GetProperty("tm").GetString()!).Order().ToList();
        Timestamp.TryParse(times[0], out var first).ShouldBeTrue();
        Timestamp.TryParse(times[^1], out var last).ShouldBeTrue();
        (last - first).ShouldBeGreaterThan(TimeSpan.FromSeconds(19 / 8.0 - 0.5));
    }

    [Fact]
    public async Task A_limit_holds_over_a_change_a_rotation_and_a_replay()
    {
        await using var server = await TestServer.StartAsync();
        var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address, rate_limit = 8, event_types = new[] { "conversation_message_created" } })).Ok();
        var line = await server.AddLineAccountAsync();
        for (var i = 0; i < 24; i++)
            await line.SayAsync($"U{i}", "hello");
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count >= 2);
        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { headers = new { X = "y" } })).Ok();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count >= 5);
        (await server.Admin.PostAsync($"{Path}/{made.Id}/rotate")).Ok();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count >= 8);
        var one = (await server.Admin.GetAsync("/v1.0/webhook_deliveries?status=delivered")).Ok().Result[^1].GetProperty("id").GetString();
        (await server.Admin.PostAsync($"/v1.0/webhook_deliveries/{one}/replay")).Ok();
        await server.Receiver.WaitAsync(() => server.Receiver.All.Count == 25);
        var rows = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/webhook_deliveries?status=delivered"), found => found.Result.Length == 24);
        var times = rows.Result.SelectMany(row => row.GetProperty("attempts").EnumerateArray()).Select(tried => Timestamp.TryParse(tried.GetProperty("tm").GetString()!, out var at) ? at : default).Order().ToList();
        times.Count.ShouldBe(25);
        for (var i = 0; i + 12 < times.Count; i++)
            (times[i + 12] - times[i]).ShouldBeGreaterThan(TimeSpan.FromSeconds(12 / 8.0 - 0.7));
    }
}
