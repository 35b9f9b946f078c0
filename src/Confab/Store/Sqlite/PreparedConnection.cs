using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Confab.Store.Sqlite;

/// <summary>
/// A connection that keeps its statements prepared: SQLite would otherwise parse and plan the same text at every call. For one user at a
/// time, as every connection of ours is.
/// </summary>
internal sealed class PreparedConnection(SqliteConnection inner) : DbConnection
{
    private const int MaxKept = 256;
    private readonly Dictionary<string, SqliteCommand> kept = [];

    /// <inheritdoc />
    [AllowNull]
    public override string ConnectionString { get => inner.ConnectionString; set => inner.ConnectionString = value; }

    /// <inheritdoc />
    public override string Database => inner.Database;

    /// <inheritdoc />
    public override string DataSource => inner.DataSource;

    /// <inheritdoc />
    public override string ServerVersion => inner.ServerVersion;

    /// <inheritdoc />
    public override ConnectionState State => inner.State;

    /// <summary>The connection itself.</summary>
    public SqliteConnection Inner => inner;

    /// <inheritdoc />
    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    /// <inheritdoc />
    public override void Open() => inner.Open();

    /// <inheritdoc />
    public override void Close() => inner.Close();

    /// <summary>Takes the statement of a text, prepared where it was used before.</summary>
    public SqliteCommand Take(string text)
    {
        if (kept.Remove(text, out var command))
        {
            command.Parameters.Clear();
            return command;
        }
        command = inner.CreateCommand();
        command.CommandText = text;
        return command;
    }

    /// <summary>Keeps a statement for the next time.</summary>
    public void Keep(SqliteCommand command)
    {
        if (kept.Count >= MaxKept || !kept.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    /// <inheritdoc />
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    /// <inheritdoc />
    protected override DbCommand CreateDbCommand() => new PreparedCommand(this);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in kept.Values)
                command.Dispose();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
