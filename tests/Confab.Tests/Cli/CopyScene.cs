using Npgsql;

namespace Confab.Tests.Cli;

/// <summary>An installation on SQLite, and the database of the same data folder in the suite's PostgreSQL that it is copied to.</summary>
internal sealed class CopyScene : IAsyncDisposable
{
    /// <summary>So many events are in the source.</summary>
    public const int Events = 20_000;

    /// <summary>So many of them are copied when a copy is killed halfway.</summary>
    public const int Halfway = 10_000;

    /// <summary>The password of the target, which lets everybody in and does not ask.</summary>
    public const string Password = "open-sesame";

    private const int Gate = 4711;

    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"confab-copy-{Guid.NewGuid():N}");

    public Task<string> TargetAsync() => TestDatabase.ForAsync(Data);

    /// <summary>Makes an installation with more rows than go into a batch.</summary>
    public async Task MakeSourceAsync()
    {
        await using var server = await TestServer.StartAsync(Data, new() { ["Confab:Database"] = "sqlite" });
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("""
            WITH RECURSIVE n (i) AS (SELECT 1 + COALESCE(MAX(position), 0) FROM events UNION ALL SELECT i + 1 FROM n WHERE i < @Events)
            INSERT INTO events (position, id, customer_id, type, data, tm_create) SELECT i, randomblob(16), (SELECT id FROM customers), 'test', '{"a": 1}', i FROM n
            """, new { Events }));
    }

    /// <summary>Copies to the database of this data folder, or of another.</summary>
    public async Task<(int ExitCode, string Output)> CopyAsync(string? other = null) =>
        await RealProcess.RunAsync("copy", "--to", $"{await TestDatabase.ForAsync(other ?? Data)};Password={Password}", "--data", Data);

    /// <summary>Kills a copy in the middle of a batch: what it was writing stays open over there until it is released.</summary>
    public async Task<HeldCopy> KillHalfwayAsync()
    {
        var held = await HoldHalfwayAsync();
        await held.Process.KillAsync();
        return held;
    }

    /// <summary>Begins a copy that stands still in the middle of a batch until it is released.</summary>
    public async Task<HeldCopy> HoldHalfwayAsync()
    {
        (await RealProcess.RunAsync("migrate", "--data", Data)).ExitCode.ShouldBe(0);
        await ExecuteAsync($$"""
            CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock({{Gate}}); RETURN NEW; END $$;
            CREATE TRIGGER gate BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.position = {{Halfway + 10}}) EXECUTE FUNCTION wait_at_gate();
            """);
        var gate = await OpenAsync();
        await ExecuteAsync(gate, $"SELECT pg_advisory_lock({Gate})");
        var copy = await StartAsync();
        await WaitForWaitingAsync(1, copy);
        return new HeldCopy(this, copy, gate);
    }

    /// <summary>Waits until no copy is connected any more.</summary>
    public Task WaitForEndAsync() =>
        Poll.UntilAsync(() => NumberAsync("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'confab copy' AND datname = current_database()"), left => left == 0, 60);

    /// <summary>Begins a copy.</summary>
    public async Task<RealProcess> StartAsync() => await RealProcess.StartAsync("copy", "--to", await TargetAsync(), "--data", Data);

    /// <summary>Waits until so many copies wait for a lock.</summary>
    public Task WaitForWaitingAsync(int count, RealProcess copy) => Poll.UntilAsync(() => copy.HasExited ? throw new InvalidOperationException(copy.Output) : NumberAsync("""
        SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """), waiting => waiting == count, 60);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    /// <summary>A number from the target; zero for none.</summary>
    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? Convert.ToInt64(value) : 0;
    }

    /// <summary>The same, and zero while there is no such table.</summary>
    public async Task<long> TryNumberAsync(string sql)
    {
        try
        {
            return await NumberAsync(sql);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        await TestDatabase.DropAsync(Data);
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await TargetAsync()) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A copy that stands still in the middle of a batch.</summary>
internal sealed class HeldCopy(CopyScene scene, RealProcess process, NpgsqlConnection gate) : IAsyncDisposable
{
    public RealProcess Process => process;

    /// <summary>Lets it go on, and waits until its connection has ended.</summary>
    public async Task ReleaseAsync()
    {
        await gate.CloseAsync();
        await scene.WaitForEndAsync();
    }

    public ValueTask DisposeAsync()
    {
        process.Dispose();
        return gate.DisposeAsync();
    }
}
