using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Confab.Store.Sqlite;

/// <summary>One use of a prepared statement: it is taken when the text is known and given back at the end.</summary>
internal sealed class PreparedCommand(PreparedConnection connection) : DbCommand
{
    private SqliteCommand? taken;

    /// <inheritdoc />
    [AllowNull]
    public override string CommandText
    {
        get => taken?.CommandText ?? "";
        set => taken = connection.Take(value ?? "");
    }

    /// <inheritdoc />
    public override int CommandTimeout { get; set; }

    /// <inheritdoc />
    public override CommandType CommandType { get; set; } = CommandType.Text;

    /// <inheritdoc />
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc />
    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <inheritdoc />
    protected override DbConnection? DbConnection { get; set; } = connection;

    /// <inheritdoc />
    protected override DbParameterCollection DbParameterCollection => Taken.Parameters;

    /// <inheritdoc />
    protected override DbTransaction? DbTransaction { get; set; }

    private SqliteCommand Taken => taken ?? throw new InvalidOperationException("the text of a statement comes first");

    /// <inheritdoc />
    public override void Cancel() => Taken.Cancel();

    /// <inheritdoc />
    public override int ExecuteNonQuery() => Taken.ExecuteNonQuery();

    /// <inheritdoc />
    public override object? ExecuteScalar() => Taken.ExecuteScalar();

    /// <inheritdoc />
    public override void Prepare() => Taken.Prepare();

    /// <inheritdoc />
    protected override DbParameter CreateDbParameter() => Taken.CreateParameter();

    /// <inheritdoc />
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Taken.ExecuteReader(behavior & ~CommandBehavior.CloseConnection);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && taken is { } command)
        {
            taken = null;
            connection.Keep(command);
        }
        base.Dispose(disposing);
    }
}
