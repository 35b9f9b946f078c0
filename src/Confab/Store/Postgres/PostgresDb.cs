using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>The database on PostgreSQL: any number of nodes on one. A unit of work is one transaction; rows that it finds are locked until its end.</summary>
internal sealed class PostgresDb : Db, IAsyncDisposable
{
    private const int MaxTries = 20;
    private const int MaxReshapes = 80;
    private const int MinVersion = 150_000;
    private const long AloneLock = 0x636f6e666162;
    private static readonly TimeSpan ReshapePause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource direct;
    private readonly TimeProvider clock;
    private readonly SharedCommits shared;

    /// <param name="source">Where units of work and reads go, perhaps through a pooler.</param>
    /// <param name="direct">Where session locks and LISTEN go.</param>
    /// <param name="clock">The time of units: the database's own.</param>
    public PostgresDb(NpgsqlDataSource source, NpgsqlDataSource direct, TimeProvider clock)
    {
        (this.source, this.direct, this.clock) = (source, direct, clock);
        shared = new SharedCommits(source, clock, unit => unit.RunAloneAsync(this));
    }

    /// <inheritdoc />
    public override string Dialect => "Postgres";

    /// <inheritdoc />
    public override string Nil => "'00000000-0000-0000-0000-000000000000'";

    /// <inheritdoc />
    public override bool IsAlone => false;

    /// <inheritdoc />
    public override Task<List<string>> TablesAsync() =>
        ReadAsync(sql => sql.QueryAsync<string>("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"));

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(Func<Unit, Task<T>> work, string? about = null) => about is null ? WriteAloneAsync(work) : WriteSharedAsync(work, about);

    /// <summary>
    /// Whoever asks for a table while one who waits for all of it stands before him waits too; so we wait half a second at most, then let
    /// the others through, until long readers (a dump, a report) have ended.
    /// </summary>
    public override async Task ReshapeAsync(Func<Unit, Task> work)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryAsync(async unit =>
                {
                    unit.Write("SET LOCAL lock_timeout = '500ms'");
                    await work(unit);
                    return true;
                });
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable || IsConflict(e))
            {
                if (tries == MaxReshapes)
                    throw new SettingsException(["A migration changes a table that something else has held for two minutes: let the dump or the long query end, then try again."]);
                await Task.Delay(ReshapePause);
            }
        }
    }

    private async Task<T> WriteSharedAsync<T>(Func<Unit, Task<T>> work, string about)
    {
        try
        {
            return await shared.RunAsync(work, about);
        }
        catch (NpgsqlException e) when (IsUnavailable(e))
        {
            throw Problem.Unavailable.AsException();
        }
    }

    private async Task<T> WriteAloneAsync<T>(Func<Unit, Task<T>> work)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(work);
            }
            catch (PostgresException e) when (IsConflict(e) && tries < MaxTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 2 + 4 * tries)));
            }
            catch (NpgsqlException e) when (IsUnavailable(e))
            {
                throw Problem.Unavailable.AsException();
            }
        }
    }

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(Func<Sql, Task<T>> read)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            return await read(new Sql(new PostgresSession(connection)));
        }
        catch (NpgsqlException e) when (IsUnavailable(e))
        {
            throw Problem.Unavailable.AsException();
        }
    }

    /// <inheritdoc />
    public override async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        await using var connection = await direct.OpenConnectionAsync();
        await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({AloneLock})", connection) { CommandTimeout = 0 };
        await take.ExecuteNonQueryAsync();
        try
        {
            return await work();
        }
        finally
        {
            await using var release = new NpgsqlCommand($"SELECT pg_advisory_unlock({AloneLock})", connection);
            await release.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc />
    public override async Task CheckAsync()
    {
        var (version, encoding) = await ReadAsync(async sql => (
            await sql.FirstAsync<int>("SELECT current_setting('server_version_num')::int"), await sql.FirstAsync<string>("SELECT current_setting('server_encoding')")));
        if (version < MinVersion)
            throw new SettingsException([$"PostgreSQL {MinVersion / 10_000} or newer is needed; this one is {version / 10_000}."]);
        if (encoding != "UTF8")
            throw new SettingsException([$"The database is encoded in {encoding} and cannot hold every text: make it with createdb -E UTF8 -T template0."]);
    }

    /// <inheritdoc />
    public override Task BackupAsync(string file) => throw new SettingsException(["On PostgreSQL use pg_dump or its continuous archiving: docs/operate.md says how."]);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await direct.DisposeAsync();
    }

    private async Task<T> TryAsync<T>(Func<Unit, Task<T>> work)
    {
        await using var connection = await source.OpenConnectionAsync();
        var session = new PostgresSession(connection);
        session.Begin();
        var unit = new Unit(session, clock.Now(), rowLocks: true);
        try
        {
            var result = await work(unit);
            await session.CommitAsync();
            unit.Committed();
            return result;
        }
        catch
        {
            unit.RolledBack();
            await session.RollBackAsync();
            throw;
        }
    }

    /// <summary>Two units stood in each other's way, and one of them was chosen to begin anew.</summary>
    private static bool IsConflict(PostgresException e) => e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>The database cannot be reached, or will not take work now; nothing that was not acknowledged counts.</summary>
    private static bool IsUnavailable(NpgsqlException e) => e is not PostgresException fault
        || fault.SqlState[..2] is "08" or "53" or "57" or "58" || fault.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction;
}
