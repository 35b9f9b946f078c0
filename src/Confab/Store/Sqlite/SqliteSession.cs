using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Confab.Store.Sqlite;

/// <summary>
/// A connection that keeps its statements prepared, SQLite would otherwise plan the same text at every call, and binds and reads without a
/// detour. Statements run at once. For one user at a time.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : ISession, IDisposable
{
    private const int MaxKept = 500;
    private readonly Dictionary<SqlText, SqliteStatement> kept = [];

    /// <summary>The connection itself.</summary>
    public SqliteConnection Connection => connection;

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <inheritdoc />
    public void Add(Statement statement)
    {
        if (!kept.Remove(statement.Sql, out var prepared))
            prepared = new SqliteStatement(connection.Handle!, statement.Sql);
        try
        {
            prepared.Run(statement);
        }
        finally
        {
            Keep(statement.Sql, prepared);
        }
    }

    /// <inheritdoc />
    public Task FlushAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public Task RunScriptAsync(string script)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, script), connection.Handle);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }

    private void Keep(SqlText sql, SqliteStatement prepared)
    {
        if (kept.Count >= MaxKept)
            Forget();
        if (!kept.TryAdd(sql, prepared))
            prepared.Dispose();
    }

    private void Forget()
    {
        foreach (var statement in kept.Values)
            statement.Dispose();
        kept.Clear();
    }
}
