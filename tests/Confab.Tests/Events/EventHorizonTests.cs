using System.Collections.Concurrent;
using System.Diagnostics;
using Confab.Events;
using Confab.Store;

namespace Confab.Tests.Events;

/// <summary>Concurrent writers, delays and rollbacks: a reader behind the horizon misses no event and sees none turned round.</summary>
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
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(server.Db, customerId, writer, committed)));

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
            var (id, dawdle, fail) = (Guid.NewGuid(), random.Next(8), i % 5 == 4);
            try
            {
                await db.WriteAsync(async unit =>
                {
                    await unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES (@conversation, '0') ON CONFLICT DO NOTHING", new { conversation });
                    var count = int.Parse((await unit.FirstAsync<string>("UPDATE server_keys SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = @conversation RETURNING value", new { conversation }))!);
                    await unit.ExecuteAsync("INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customerId, @type, '{}', 0)", new { id, customerId, type = $"{conversation}/{count}" });
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

    private sealed class Row
    {
        public long Position { get; init; }

        public Guid Id { get; init; }

        public string Type { get; init; } = "";
    }
}
