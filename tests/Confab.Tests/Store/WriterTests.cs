using Confab.Store.Sqlite;

namespace Confab.Tests.Store;

[Trait("Store", "SQLite")]
public sealed class WriterTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"confab-{Guid.NewGuid():N}.db");
    private readonly SqliteDb db;

    public WriterTests() => db = new SqliteDb(file, TimeProvider.System);

    public void Dispose()
    {
        db.Dispose();
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(file + suffix);
    }

    [Fact]
    public async Task Every_commit_waits_for_the_disk_and_readers_cannot_write()
    {
        var pragmas = await db.WriteAsync(async unit => (await unit.FirstAsync<string>("PRAGMA journal_mode"), await unit.FirstAsync<long>("PRAGMA synchronous"), await unit.FirstAsync<long>("PRAGMA foreign_keys")));
        pragmas.ShouldBe(("wal", 2, 1));
        (await db.ReadAsync(sql => sql.FirstAsync<long>("PRAGMA query_only"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_unit_that_fails_harms_no_other_that_shares_its_commit()
    {
        await db.WriteAsync(unit => unit.ExecuteAsync("CREATE TABLE t (n INTEGER PRIMARY KEY)"));
        var (committed, undone) = (0, 0);
        var units = Enumerable.Range(0, 500).Select(n => db.WriteAsync(async unit =>
        {
            unit.OnCommit(() => Interlocked.Increment(ref committed));
            unit.OnRollback(() => Interlocked.Increment(ref undone));
            await unit.ExecuteAsync("INSERT INTO t (n) VALUES (@n)", new { n });
            if (n % 3 == 0)
                throw Problem.NotFound("thing").AsException();
        })).ToList();
        foreach (var (n, unit) in units.Index())
            if (n % 3 == 0)
                await Should.ThrowAsync<ProblemException>(unit);
            else
                await unit;
        (await db.ReadAsync(sql => sql.QueryAsync<int>("SELECT n FROM t ORDER BY n"))).ShouldBe(Enumerable.Range(0, 500).Where(n => n % 3 != 0));
        (committed, undone).ShouldBe((333, 167));
    }

    [Fact]
    public async Task When_the_whole_transaction_is_lost_nobody_in_it_is_told_otherwise()
    {
        await db.WriteAsync(unit => unit.ExecuteAsync("CREATE TABLE t (n INTEGER PRIMARY KEY)"));
        using var held = new ManualResetEventSlim();
        var runs = new TaskCompletionSource();
        var first = db.WriteAsync(unit =>
        {
            runs.SetResult();
            held.Wait();
            return Task.CompletedTask;
        });
        await runs.Task;
        var units = Enumerable.Range(0, 10).Select(n => db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("INSERT INTO t (n) VALUES (@n)", new { n });
            if (n == 5)
                await unit.ExecuteAsync("INSERT OR ROLLBACK INTO t (n) VALUES (1)");
        })).ToList();
        held.Set();
        await first;
        foreach (var unit in units)
            (await Should.ThrowAsync<ProblemException>(unit)).Problem.Http.ShouldBe(503);
        (await db.ReadAsync(sql => sql.QueryAsync<int>("SELECT n FROM t"))).ShouldBeEmpty();
        await db.WriteAsync(unit => unit.ExecuteAsync("INSERT INTO t (n) VALUES (99)"));
        (await db.ReadAsync(sql => sql.QueryAsync<int>("SELECT n FROM t"))).ShouldBe([99]);
    }
}
