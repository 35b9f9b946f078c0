using Confab.Store.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Confab.Store.Copying;

/// <summary>The PostgreSQL database that is copied into: one connection, held by a lock so that one copy at a time writes.</summary>
internal sealed class CopyTarget : IAsyncDisposable
{
    private const long CopyLock = 0x636f6e666163;
    private readonly NpgsqlConnection connection;
    private readonly PostgresSession session;

    private CopyTarget(NpgsqlConnection connection)
    {
        this.connection = connection;
        session = new PostgresSession(connection);
        Sql = new Sql(session);
    }

    /// <summary>Reads the database.</summary>
    public Sql Sql { get; }

    /// <summary>
    /// Connects. A copy that was killed may still have its last statement running over there: that is waited for. Commits do not wait for
    /// the disk, as each holds how far the copy has come; the last one does, and with it all before.
    /// </summary>
    /// <exception cref="SettingsException">Another copy is writing to the database.</exception>
    public static async Task<CopyTarget> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, Enlist = false, ApplicationName = "confab copy" }.ToString());
        try
        {
            await connection.OpenAsync();
            var target = new CopyTarget(connection);
            await target.session.RunScriptAsync($"SET synchronous_commit = off; SET lock_timeout = '15s'; SELECT pg_advisory_lock({CopyLock}); SET lock_timeout = 0");
            return target;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await connection.DisposeAsync();
            throw new SettingsException(["Another copy is writing to the database."]);
        }
    }

    /// <summary>The columns of its tables, but for those of its own and the one that it fills by itself.</summary>
    public Task<List<CopyColumn>> ColumnsAsync() => Sql.QueryAsync<CopyColumn>($"""
        SELECT table_name AS "table", column_name AS name, data_type AS type, CASE is_identity WHEN 'YES' THEN 1 ELSE 0 END AS is_identity
        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT IN ('migrations', 'conversation_places', '{UnfinishedCopy.Table}')
        ORDER BY table_name, ordinal_position
        """);

    /// <summary>Writes a batch of rows, and how far the table has come with it, in one transaction.</summary>
    public async Task WriteAsync(CopyTable table, RowSum sum, IEnumerable<object?[]> rows)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var importer = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({table.ColumnList}) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in rows)
                Write(importer, table, row);
            await importer.CompleteAsync();
        }
        await UnfinishedCopy.SetAsync(Sql, table, sum);
        await transaction.CommitAsync();
    }

    /// <summary>Reads a table back, in whatever order. The array is the same for each row.</summary>
    public async IAsyncEnumerable<object?[]> ReadAsync(CopyTable table)
    {
        await using var select = new NpgsqlCommand($"SELECT {table.ColumnList} FROM \"{table.Name}\"", connection);
        await using var reader = await select.ExecuteReaderAsync();
        var row = new object?[table.Columns.Count];
        while (await reader.ReadAsync())
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = CopyColumn.FromTarget(reader.GetValue(i));
            yield return row;
        }
    }

    /// <summary>Builds the indexes of a table that were put aside.</summary>
    public async Task IndexAsync(CopiedTable table)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await session.RunScriptAsync(table.Indexes);
        await UnfinishedCopy.SetIndexedAsync(Sql, table);
        await transaction.CommitAsync();
    }

    /// <summary>
    /// Makes the database one to be served: sequences go on after what was copied, nobody holds a job any more, and the mark goes.
    /// </summary>
    /// <param name="sequences">The identity columns, each with the last value that is taken.</param>
    public async Task FinishAsync(IEnumerable<(CopyColumn Column, long Last)> sequences)
    {
        await Sql.ExecuteAsync("ANALYZE");
        await using var transaction = await connection.BeginTransactionAsync();
        await Sql.ExecuteAsync("SET LOCAL synchronous_commit = on");
        foreach (var (column, last) in sequences.Where(sequence => sequence.Last > 0))
            await Sql.FirstAsync<long>("SELECT setval(pg_get_serial_sequence(@table, @Name), @last)", new { table = $"\"{column.Table}\"", column.Name, last });
        var now = await Sql.FirstAsync<long>("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
        await JobClaims.VoidAllAsync(new Unit(session, new Timestamp(now)));
        await UnfinishedCopy.EndAsync(Sql);
        await transaction.CommitAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static void Write(NpgsqlBinaryImporter importer, CopyTable table, object?[] row)
    {
        importer.StartRow();
        for (var i = 0; i < row.Length; i++)
            switch (table.Columns[i].ToTarget(row[i]))
            {
                case null:
                    importer.WriteNull();
                    break;
                case Guid id:
                    importer.Write(id, NpgsqlDbType.Uuid);
                    break;
                case string text:
                    importer.Write(text, NpgsqlDbType.Text);
                    break;
                case long number:
                    importer.Write(number, NpgsqlDbType.Bigint);
                    break;
                case int number:
                    importer.Write(number, NpgsqlDbType.Integer);
                    break;
                case byte[] bytes:
                    importer.Write(bytes, NpgsqlDbType.Bytea);
                    break;
            }
    }
}
