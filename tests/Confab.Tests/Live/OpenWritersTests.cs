using Confab.Events;
using Confab.Store;

namespace Confab.Tests.Live;

/// <summary>On PostgreSQL live events wait for whoever has written events and has not ended, and for nobody else.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class OpenWritersTests
{
    private const string Write = "INSERT INTO server_keys (name, value) VALUES ('open', '')";

    [Fact]
    public async Task Who_writes_to_another_table_or_in_another_database_holds_up_nobody()
    {
        await using var server = await TestServer.StartAsync();
        await using var elsewhere = await TestServer.StartAsync();
        var scene = await MakeAsync(server);
        await scene.WriteAsync(1, 0);
        await elsewhere.Db.WriteAsync(async other =>
        {
            await other.ExecuteAsync(Write);
            await server.Db.WriteAsync(async unit =>
            {
                await unit.ExecuteAsync(Write);
                var first = (await server.Admin.GetAsync("/v1.0/events").WaitAsync(TimeSpan.FromSeconds(20))).Ok();
                first.Result.Length.ShouldBe(1);
                await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
                await client.SubscribeAfterAsync(first["next_cursor"], scene.Topic);
                var waiting = server.Admin.GetAsync($"/v1.0/events?after={first["next_cursor"]}&wait=30");
                await MakeGapAsync(server);
                await scene.WriteAsync(1, 0);
                (await ReplayTests.NextAsync(client, 1)).ShouldBe([long.Parse(first["next_cursor"]) + 2]);
                (await waiting).Ok().Result.Length.ShouldBe(1);
            });
        });
    }

    [Fact]
    public async Task A_request_waits_no_longer_than_it_says_for_who_has_written_an_event_and_is_told_when_that_has_ended()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await MakeAsync(server);
        await scene.WriteAsync(2, 0);
        var before = (await scene.PositionsAsync())[0];
        Task<Answer> later = null!;
        await server.Db.WriteAsync(async unit =>
        {
            await InsertAsync(unit, scene);
            await scene.WriteAsync(1, 0);
            // Nothing is known of this feed yet, so all of these find that somebody writes.
            (await server.Admin.GetAsync($"/v1.0/events?after={before}&wait=1")).Ok()["next_cursor"].ShouldBe(before.ToString());
            (await server.Admin.GetAsync("/v1.0/events?wait=1")).Ok().Result.ShouldBeEmpty();
            (await server.Admin.GetAsync("/v1.0/events")).Ok()["next_cursor"].ShouldBe("");
            later = server.Admin.GetAsync($"/v1.0/events?after={before}&wait=60");
        });
        var page = (await later).Ok();
        page.Result.Select(told => long.Parse(told.GetProperty("cursor").GetString()!)).ShouldBe((await scene.PositionsAsync()).Skip(1));

        await server.Db.WriteAsync(async unit =>
        {
            await InsertAsync(unit, scene);
            await scene.WriteAsync(1, 0);
            var meanwhile = (await server.Admin.GetAsync($"/v1.0/events?after={before}&wait=1")).Ok();
            meanwhile.Result.Length.ShouldBe(3);
            var none = (await server.Admin.GetAsync($"/v1.0/events?after={meanwhile["next_cursor"]}&wait=1")).Ok();
            (none.Result.Length, none["next_cursor"]).ShouldBe((0, meanwhile["next_cursor"]));
        });
        (await server.Admin.GetAsync($"/v1.0/events?after={page["next_cursor"]}")).Ok().Result.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Who_has_written_no_event_when_a_gap_is_seen_is_not_waited_for_though_he_writes_one_later()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await MakeAsync(server);
        await scene.WriteAsync(1, 0);
        await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await client.SubscribeAfterAsync("", scene.Topic);
        var begin = (await ReplayTests.NextAsync(client, 1))[0];
        await server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync(Write);
            await MakeGapAsync(server);
            await scene.WriteAsync(1, 0);
            (await ReplayTests.NextAsync(client, 1)).ShouldBe([begin + 2]);
            await InsertAsync(unit, scene);
            await scene.WriteAsync(1, 0);
            (await server.Admin.GetAsync($"/v1.0/events?after={begin}&wait=1")).Ok().Result.Length.ShouldBe(1);
            client.Rest().ShouldBeEmpty();
        });
        (await ReplayTests.NextAsync(client, 2)).ShouldBe([begin + 3, begin + 4]);
    }

    private static async Task<ReplayTests.Scene> MakeAsync(TestServer server) =>
        await ReplayTests.Scene.MakeAsync(server.Db, server.Services.GetRequiredService<EventLog>(), Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]));

    private static Task InsertAsync(Unit unit, ReplayTests.Scene scene) => unit.ExecuteAsync(
        "INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customerId, 'probe_written', '{}', 0)", new { id = Guid.NewGuid(), customerId = Guid.Parse(scene.Topic.Split(':')[1]) });

    /// <summary>Draws a position and rolls back.</summary>
    private static async Task MakeGapAsync(TestServer server) => (await Should.ThrowAsync<ProblemException>(server.Db.WriteAsync(async unit =>
    {
        await unit.ExecuteAsync("INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @id, 'probe_written', '{}', 0)", new { id = Guid.NewGuid() });
        throw Problem.NotFound("thing").AsException();
    }))).ShouldNotBeNull();
}
