using System.Collections.Concurrent;
using Confab.Store;

namespace Confab.Tests.Store;

/// <summary>Units about different things share commits; each gets what it would get alone.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class SharedCommitTests
{
    private const string Insert = "INSERT INTO server_keys (name, value) VALUES (@name, 'x')";

    [Fact]
    public async Task A_unit_that_fails_after_it_wrote_takes_none_of_its_neighbours_along()
    {
        await using var server = await TestServer.StartAsync();
        var (committed, failed) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var name = $"shared/{i:D3}";
            try
            {
                await server.Db.WriteAsync(async unit =>
                {
                    unit.Write(Insert, new { name });
                    unit.OnCommit(() => committed.Add(name));
                    (await unit.FirstAsync<int>("SELECT COUNT(*) FROM server_keys WHERE name = @name", new { name })).ShouldBe(1);
                    if (i % 10 == 3)
                        throw Problem.NotFound("thing").AsException();
                }, name);
            }
            catch (ProblemException e) when (e.Problem.Http == 404)
            {
                failed.Add(name);
            }
        }));
        failed.Count.ShouldBe(20);
        var there = await server.Db.ReadAsync(sql => sql.QueryAsync<string>("SELECT name FROM server_keys WHERE name LIKE 'shared/%' ORDER BY name"));
        there.ShouldBe(committed.Order());
        there.Count.ShouldBe(180);
    }

    [Fact]
    public async Task A_unit_that_the_database_refuses_takes_none_of_its_neighbours_along()
    {
        await using var server = await TestServer.StartAsync();
        await server.Db.WriteAsync(unit => unit.ExecuteAsync(Insert, new { name = "shared/taken" }));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                await server.Db.WriteAsync(unit => unit.Write(Insert, new { name = i % 10 == 3 ? "shared/taken" : $"shared/{i}" }), $"{i}");
                return true;
            }
            catch (Npgsql.PostgresException)
            {
                return false;
            }
        }));
        outcomes.Count(ok => ok).ShouldBe(90);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<int>("SELECT COUNT(*) FROM server_keys WHERE name LIKE 'shared/%'"))).ShouldBe(91);
    }

    [Fact]
    public async Task Units_about_one_thing_never_run_side_by_side_and_one_that_stands_alone_ends_too()
    {
        await using var server = await TestServer.StartAsync();
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES ('count', '0')"));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => server.Db.WriteAsync(async unit =>
        {
            if (i % 20 == 7)
                unit.StandAlone();
            var count = int.Parse((await unit.FirstAsync<string>($"SELECT value FROM server_keys WHERE name = 'count'{(unit.IsShared ? "" : unit.Lock)}"))!);
            await unit.ExecuteAsync("UPDATE server_keys SET value = @value WHERE name = 'count'", new { value = $"{count + 1}" });
        }, "count")));
        (await server.Db.ReadAsync(sql => sql.FirstAsync<string>("SELECT value FROM server_keys WHERE name = 'count'"))).ShouldBe("100");
    }

    [Fact]
    public async Task Units_of_two_nodes_that_lock_at_different_steps_never_wait_for_each_other_in_a_circle()
    {
        await using var one = await TestServer.StartAsync();
        await using var other = await one.JoinAsync();
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"shared/{i:D2}")];
        foreach (var name in names)
            await one.Db.WriteAsync(unit => unit.Write(Insert, new { name }));
        var runs = 0;
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => (name: names[i / 2 % names.Length], i)).Select(it => (it.i % 2 == 0 ? one : other).Db.WriteAsync(async unit =>
        {
            Interlocked.Increment(ref runs);
            for (var step = it.i % 3; step > 0; step--)
                await unit.FirstAsync<int>("SELECT 1");
            await unit.FirstAsync<int>($"SELECT 1 FROM server_keys WHERE name = @name{unit.Lock}", new { it.name });
            await unit.ExecuteAsync("UPDATE server_keys SET value = value WHERE name = @name", new { it.name });
        }, it.name)));
        runs.ShouldBe(600);
    }

    [Fact]
    public async Task A_unit_that_is_called_off_has_not_succeeded()
    {
        await using var server = await TestServer.StartAsync();
        await Should.ThrowAsync<OperationCanceledException>(server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync(Insert, new { name = "shared/off" });
            throw new OperationCanceledException();
        }, "off"));
        (await server.Db.ReadAsync(sql => sql.FirstAsync<int>("SELECT COUNT(*) FROM server_keys WHERE name = 'shared/off'"))).ShouldBe(0);
    }

    [Fact]
    public async Task A_lane_that_was_left_without_a_first_job_gets_one()
    {
        await using var server = await TestServer.StartAsync();
        var position = await server.Db.WriteAsync(unit => unit.FirstAsync<long>("""
            INSERT INTO jobs (kind, lane, bucket, payload, head, due, attempt, begun, parked, tm_create) VALUES ('nobody', 'lost', '', '', 0, @Now, 0, 0, 0, @Now) RETURNING position
            """, new { unit.Now }));
        server.Services.GetRequiredService<LaneWatch>().Add(position);
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<int>("SELECT head FROM jobs WHERE position = @position", new { position })), head => head == 1);
    }
}
