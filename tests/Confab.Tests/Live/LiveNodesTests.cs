using Confab.Events;

namespace Confab.Tests.Live;

/// <summary>Live events across nodes on one PostgreSQL.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class LiveNodesTests
{
    [Fact]
    public async Task What_happens_on_one_node_reaches_those_who_follow_on_another_and_a_cursor_holds_on_both()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var line = await first.AddLineAccountAsync();
        var topic = "customer_id:" + (await first.Admin.GetAsync("/v1.0/customer"))["id"];
        await using var here = await LiveClient.ConnectAsync(first.Url, first.AccessKey);
        await using var there = await LiveClient.ConnectAsync(second.Url, first.AccessKey);
        await here.SubscribeAfterAsync("", topic);
        await there.SubscribeAfterAsync("", topic);
        (await here.NextTypesAsync(1)).ShouldBe(["account_created"]);
        (await there.NextTypesAsync(1)).ShouldBe(["account_created"]);
        var waiting = second.Admin.GetAsync("/v1.0/events?wait=30&type=conversation_message_created");
        await line.SayAsync("Ualice", "hello");
        (await here.NextTypesAsync(2)).ShouldBe(["conversation_created", "conversation_message_created"]);
        await there.NextAsync();
        var cursor = (await there.NextAsync()).GetProperty("cursor").GetString()!;
        (await waiting).Ok().Result.Length.ShouldBe(1);

        await line.SayAsync("Ualice", "more");
        await using var back = await LiveClient.ConnectAsync(first.Url, first.AccessKey);
        await back.SubscribeAfterAsync(cursor, topic);
        (await back.NextAsync()).GetProperty("data").GetProperty("text").GetString().ShouldBe("more");
    }

    [Fact]
    public async Task Whoever_loses_a_credential_on_one_node_is_closed_on_another()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var (id, agent) = await first.AddAgentAsync();
        await using var client = await LiveClient.ConnectAsync(second.Url, agent.Credential);
        await client.SubscribeAsync($"agent_id:{id}");
        (await agent.PostAsync("/auth/logout")).Ok();
        (await client.Closed).Code.ShouldBe(1008);
    }

    [Fact]
    public async Task A_unit_that_is_still_open_is_waited_for_and_what_was_written_after_it_comes_after_it()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await ReplayTests.Scene.MakeAsync(server.Db, server.Services.GetRequiredService<EventLog>(), Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]));
        await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await scene.WriteAsync(1, 0);
        await client.SubscribeAfterAsync("", scene.Topic);
        await ReplayTests.NextAsync(client, 1);
        long held = 0;
        await server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES ('held', '') ON CONFLICT DO NOTHING");
            held = await unit.FirstAsync<long>("""
                INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customerId, 'old_node', '{}', 0) RETURNING position
                """, new { id = Guid.NewGuid(), customerId = Guid.Parse(scene.Topic.Split(':')[1]) });
            await scene.WriteAsync(5, 0);
            (await server.Admin.GetAsync("/v1.0/events")).Ok().Result.Length.ShouldBe(1);
            client.Rest().ShouldBeEmpty();
        });
        // An older node wrote it: it names neither what it is about nor whose it is, and goes to all of the customer's.
        (await ReplayTests.NextAsync(client, 6)).ShouldBe(Enumerable.Range(0, 6).Select(i => held + i));
        (await server.Admin.GetAsync("/v1.0/events")).Ok().Result.Length.ShouldBe(7);
    }
}
