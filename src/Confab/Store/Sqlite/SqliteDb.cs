using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Confab.Store.Sqlite;

/// <summary>The database in one file of the data folder: one writer, any number of readers.</summary>
internal sealed class SqliteDb : Db, IDisposable
{
    private const int MaxReaders = 16;

    /// <summary>8 MB: what is written goes to the ends of a few indexes, and these stay at hand.</summary>
    private const string WriterCache = "PRAGMA cache_size = -8192";

    /// <summary>A page that changes in every commit is written back to the file once in 16 MB of log, not once in 4.</summary>
    private const string CheckpointPages = "PRAGMA wal_autocheckpoint = 4000";

    private readonly string file;
    private readonly SqliteWriter writer;
    private readonly ConcurrentBag<SqliteSession> readers = [];
    private readonly SemaphoreSlim readerSlots = new(MaxReaders);

    /// <summary>Opens the database; makes the file when it is not there.</summary>
    public SqliteDb(string file, TimeProvider clock)
    {
        this.file = file;
        writer = new SqliteWriter(Open("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", WriterCache, CheckpointPages), clock);
    }

    /// <inheritdoc />
    public override string Dialect => "Sqlite";

    /// <inheritdoc />
    public override string Nil => "x'00000000000000000000000000000000'";

    /// <inheritdoc />
    public override bool IsAlone => true;

    /// <inheritdoc />
    public override Task<List<string>> TablesAsync() =>
        ReadAsync(sql => sql.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"));

    /// <inheritdoc />
    public override Task<T> AloneAsync<T>(Func<Task<T>> work) => work();

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(Func<Unit, Task<T>> work, string? about = null) => writer.EnqueueAsync(work);

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(Func<Sql, Task<T>> read)
    {
        await readerSlots.WaitAsync();
        try
        {
            if (!readers.TryTake(out var connection))
                connection = Open("PRAGMA query_only = ON", "PRAGMA cache_size = -1024");
            try
            {
                return await read(new Sql(connection));
            }
            finally
            {
                readers.Add(connection);
            }
        }
        finally
        {
            readerSlots.Release();
        }
    }

    /// <inheritdoc />
    public override Task BackupAsync(string target)
    {
        using var from = Open("PRAGMA query_only = ON");
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = target, Pooling = false }.ToString());
        to.Open();
        from.Connection.BackupDatabase(to);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        writer.Dispose();
        foreach (var reader in readers)
            reader.Dispose();
        readerSlots.Dispose();
    }

    private SqliteSession Open(params string[] pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            foreach (var statement in (string[])["PRAGMA busy_timeout = 10000", .. pragmas, "SELECT COUNT(*) FROM sqlite_master"])
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.ExecuteScalar();
            }
            // A plan that looks at values is made anew for each: SQLite does so for every LIMIT that is one.
            raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            return new SqliteSession(connection);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT or raw.SQLITE_CANTOPEN)
        {
            connection.Dispose();
            throw new SettingsException([$"{file} cannot be opened as a database: {e.Message}"]);
        }
    }
}
