using System.Collections.Concurrent;
using System.Diagnostics;
using Confab.Events;
using Confab.Store;

namespace Confab.Tests.Events;

/// <summary>
/// Concurrent writers, delays, rollbacks and savepoints, a long unit that has written an event, old events that are swept, and all the while a unit in
/// another table that does not end: a reader behind the horizon misses no event and sees none turned round.
/// </summary>
public sealed class EventHorizonTests
{
    private const int Writers = 12;
    private const int Each = 60;

    [Fact]
    public async Task A_reader_skips_nothing_and_sees_each_conversation_in_order()
    {
        await using var server = await TestServer.StartAsync();
        var customerId = Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]);
        var committed = new ConcurrentBag<Guid>();
        var horizon = new EventHorizon(server.Db);
        var begin = await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COALESCE(MAX(position), 0) FROM events"));
        var over = new TaskCompletionSource();
        var open = server.Db.IsAlone ? Task.CompletedTask : StayOpenAsync(server.Db, over.Task);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(server.Db, customerId, writer, committed)).Append(SweepAsync(server.Db, customerId)));

        var read = new List<Row>();
        var cursor = begin;
        var patience = Stopwatch.StartNew();
        while ((!writing.IsCompleted || read.Count < committed.Count) && patience.Elapsed < TimeSpan.FromMinutes(2))
        {
            var end = await horizon.ReadAsync();
            read.AddRange(await server.Db.ReadAsync(sql => sql.QueryAsync<Row>(
                "SELECT position, id, type FROM events WHERE position > @cursor AND position <= @end AND type LIKE 'w%' ORDER BY position", new { cursor, end })));
            cursor = Math.Max(cursor, end);
            if (writing.IsFaulted)
                await writing;
        }
        over.SetResult();
        await open;
        read.Select(row => row.Id).Order().ShouldBe(committed.Order());
        read.Select(row => row.Position).ShouldBe(read.Select(row => row.Position).Order());
        foreach (var conversation in read.GroupBy(row => row.Type.Split('/')[0]))
            conversation.Select(row => int.Parse(row.Type.Split('/')[1])).ShouldBe(conversation.Select(row => int.Parse(row.Type.Split('/')[1])).Order());
    }

    /// <summary>Two writers share a conversation, whose row they lock; every fifth unit is rolled back, and some dawdle between drawing and committing.</summary>
    private static async Task WriteAsync(Db db, Guid customerId, int writer, ConcurrentBag<Guid> committed)
    {
        var conversation = $"w{writer / 2}";
        var random = new Random(writer);
        for (var i = 0; i < Each; i++)
        {
            var (id, dawdle, fail) = (Guid.NewGuid(), i == Each / 2 && writer == 0 ? 700 : random.Next(8), i % 5 == 4);
            try
            {
                await db.WriteAsync(async unit =>
                {
                    await unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES (@conversation, '0') ON CONFLICT DO NOTHING", new { conversation });
                    var count = int.Parse((await unit.FirstAsync<string>("UPDATE server_keys SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = @conversation RETURNING value", new { conversation }))!);
                    await unit.ExecuteAsync("INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customerId, @type, '{}', 0)", new { id, customerId, type = $"{conversation}/{count}" });
                    if (unit.Lock.Length > 0 && i % 3 == 1)
                        await TakeBackAsync(unit, customerId);
                    await unit.FirstAsync<int>(unit.Lock.Length > 0 ? $"SELECT 1 FROM pg_sleep({dawdle} / 1000.0)" : "SELECT 1");
                    if (fail)
                        throw Problem.NotFound("thing").AsException();
                });
                committed.Add(id);
            }
            catch (ProblemException) when (fail)
            {
            }
        }
    }

    /// <summary>Draws a position, and gives back what it did there, locks included; the unit goes on.</summary>
    private static async Task TakeBackAsync(Unit unit, Guid customerId)
    {
        await unit.ExecuteAsync("SAVEPOINT before");
        await unit.ExecuteAsync("INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customerId, 'taken back', '{}', 0)", new { id = Guid.NewGuid(), customerId });
        await unit.ExecuteAsync("ROLLBACK TO SAVEPOINT before");
    }

    /// <summary>Writes events that nobody waits for, each as the first thing of its unit, and deletes them again.</summary>
    private static async Task SweepAsync(Db db, Guid customerId)
    {
        for (var i = 0; i < Each; i++)
        {
            await db.WriteAsync(unit => unit.ExecuteAsync("INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customerId, 'swept', '{}', 0)", new { id = Guid.NewGuid(), customerId }));
            await db.WriteAsync(unit => unit.ExecuteAsync("DELETE FROM events WHERE type = 'swept'"));
        }
    }

    private static Task StayOpenAsync(Db db, Task over) => db.WriteAsync(async unit =>
    {
        await unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES ('open', '')");
        await over;
    });

    private sealed class Row
    {
        public long Position { get; init; }

        public Guid Id { get; init; }

        public string Type { get; init; } = "";
    }
}
