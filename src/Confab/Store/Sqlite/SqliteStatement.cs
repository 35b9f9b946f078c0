using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Confab.Store.Sqlite;

/// <summary>A prepared statement: its values are bound and its rows read through it. Ids are 16 bytes in the order of their text.</summary>
internal sealed class SqliteStatement : IValues, IRow, IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt prepared;
    private readonly int[] places;
    private readonly bool isReadOnly;

    public SqliteStatement(sqlite3 database, SqlText sql)
    {
        this.database = database;
        Require(raw.sqlite3_prepare_v3(database, sql.Text, raw.SQLITE_PREPARE_PERSISTENT, out prepared));
        places = [.. sql.Names.Select(name => raw.sqlite3_bind_parameter_index(prepared, "@" + name))];
        isReadOnly = raw.sqlite3_stmt_readonly(prepared) != 0;
        Count = raw.sqlite3_column_count(prepared);
    }

    /// <inheritdoc />
    public int Count { get; }

    /// <summary>Binds, steps through the rows and leaves the statement ready for the next time.</summary>
    public void Run(Statement statement)
    {
        try
        {
            statement.Bind(this);
            var step = raw.sqlite3_step(prepared);
            for (var wants = true; step == raw.SQLITE_ROW && (wants || !isReadOnly); step = wants || !isReadOnly ? raw.sqlite3_step(prepared) : raw.SQLITE_DONE)
                wants = wants && statement.Take(this);
            if (step != raw.SQLITE_DONE)
                Require(step);
            statement.End(isReadOnly ? 0 : raw.sqlite3_changes(database));
        }
        finally
        {
            raw.sqlite3_reset(prepared);
            raw.sqlite3_clear_bindings(prepared);
        }
    }

    /// <inheritdoc />
    public void Add(int place, long value) => Require(raw.sqlite3_bind_int64(prepared, places[place], value));

    /// <inheritdoc />
    public void Add(int place, int value) => Require(raw.sqlite3_bind_int(prepared, places[place], value));

    /// <inheritdoc />
    public void Add(int place, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most > 512 ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented is null ? stackalloc byte[512] : rented;
        Require(value.Length == 0 ? raw.sqlite3_bind_text(prepared, places[place], "") : raw.sqlite3_bind_text(prepared, places[place], bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <inheritdoc />
    public void Add(int place, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Require(raw.sqlite3_bind_blob(prepared, places[place], bytes));
    }

    /// <inheritdoc />
    public void Add(int place, byte[] value) =>
        Require(value.Length == 0 ? raw.sqlite3_bind_zeroblob(prepared, places[place], 0) : raw.sqlite3_bind_blob(prepared, places[place], value));

    /// <inheritdoc />
    public void AddNull(int place, Type type) => Require(raw.sqlite3_bind_null(prepared, places[place]));

    /// <inheritdoc />
    public string Name(int column) => raw.sqlite3_column_name(prepared, column).utf8_to_string();

    /// <inheritdoc />
    public bool IsNull(int column) => raw.sqlite3_column_type(prepared, column) == raw.SQLITE_NULL;

    /// <inheritdoc />
    public long Long(int column) => raw.sqlite3_column_int64(prepared, column);

    /// <inheritdoc />
    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <inheritdoc />
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(prepared, column);

    /// <inheritdoc />
    public Guid Id(int column) => new(raw.sqlite3_column_blob(prepared, column), bigEndian: true);

    /// <inheritdoc />
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(prepared, column).ToArray();

    /// <inheritdoc />
    public void Dispose() => prepared.Dispose();

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, database);
    }
}
