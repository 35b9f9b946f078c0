using Confab.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Confab.Store.Copying;

/// <summary>
/// The installation that is copied: its database, opened to be read only and as it stands at this moment, and its files. The folder is held
/// meanwhile, so that no server changes it.
/// </summary>
internal sealed class CopySource : IDisposable
{
    private readonly DataFolder folder;
    private readonly SqliteConnection connection;
    private readonly SqliteSession session;
    private long version;

    private CopySource(DataFolder folder)
    {
        this.folder = folder;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        session = new SqliteSession(connection);
        Sql = new Sql(session);
    }

    /// <summary>Reads its database.</summary>
    public Sql Sql { get; }

    /// <summary>Opens the installation of a data folder.</summary>
    /// <exception cref="SettingsException">There is none, a server is using it, or its schema is not that of this program.</exception>
    public static async Task<CopySource> OpenAsync(string path)
    {
        if (!File.Exists(DataFolder.At(path).Database))
            throw new SettingsException([$"{Path.GetFullPath(path)} holds no SQLite database. Name the installation's folder with --data."]);
        var folder = DataFolder.Hold(path) ?? throw new SettingsException([$"A server or another copy is using {Path.GetFullPath(path)}: stop it first."]);
        try
        {
            var source = new CopySource(folder);
            source.version = await source.VersionAsync();
            await source.session.RunScriptAsync("BEGIN");
            Migrator.Check(Migration.All("Sqlite"), await source.AppliedAsync());
            return source;
        }
        catch (SqliteException e)
        {
            folder.Dispose();
            throw new SettingsException([$"{folder.Database} cannot be read: {e.Message}"]);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Which installation it is: its first customer.</summary>
    public async Task<string> NameAsync() => await Sql.FirstAsync<string>("SELECT lower(hex(id)) FROM customers ORDER BY tm_create, id LIMIT 1")
        ?? throw new SettingsException([$"{folder.Path} holds no customer, so there is nothing to copy."]);

    /// <summary>All columns of its tables, as <c>table.column</c>.</summary>
    public Task<List<string>> ColumnsAsync() => Sql.QueryAsync<string>("""
        SELECT t.name || '.' || c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
        WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND t.name <> 'migrations'
        """);

    /// <summary>How many rows a table will have on the other side.</summary>
    public async Task<long> CountAsync(CopyTable table) => await Sql.FirstAsync<long>($"SELECT COUNT(*) FROM \"{table.Name}\"") + FolderRows.Count(folder, table);

    /// <summary>The highest position that a table has ever given out.</summary>
    public async Task<long> SequenceAsync(CopyTable table) => await Sql.FirstAsync<long>("SELECT seq FROM sqlite_sequence WHERE name = @Name", new { table.Name });

    /// <summary>The rows of a table, in an order that is the same every time. The array is the same for each.</summary>
    public async Task<IEnumerable<object?[]>> RowsAsync(CopyTable table) =>
        Rows(table, $"SELECT {table.ColumnList} FROM \"{table.Name}\" ORDER BY {await OrderAsync(table)}");

    /// <summary>Whether something was written into the database since it was opened. Ends the look at it as it was then.</summary>
    public async Task<bool> HasChangedAsync()
    {
        await session.RunScriptAsync("COMMIT");
        return await VersionAsync() != version;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    private async Task<List<AppliedMigration>> AppliedAsync() =>
        await Sql.FirstAsync<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'migrations'") == 0 ? [] : await Migrator.AppliedAsync(Sql);

    /// <summary>A number that changes when another connection has written.</summary>
    private Task<long> VersionAsync() => Sql.FirstAsync<long>("PRAGMA data_version");

    /// <summary>As it was written down, where SQLite numbers the rows of the table; else by its key.</summary>
    private Task<string?> OrderAsync(CopyTable table) => Sql.FirstAsync<string>("""
        SELECT CASE WHEN t.wr = 0 THEN 'rowid' ELSE (SELECT group_concat('"' || name || '"', ', ' ORDER BY pk) FROM pragma_table_info(t.name) WHERE pk > 0) END
        FROM pragma_table_list t WHERE t.schema = 'main' AND t.name = @Name
        """, new { table.Name });

    private IEnumerable<object?[]> Rows(CopyTable table, string query)
    {
        using var select = connection.CreateCommand();
        select.CommandText = query;
        using (var reader = select.ExecuteReader())
        {
            var row = new object?[table.Columns.Count];
            while (reader.Read())
            {
                for (var i = 0; i < row.Length; i++)
                    row[i] = reader.GetValue(i) is var value && value is DBNull ? null : value;
                yield return row;
            }
        }
        foreach (var row in FolderRows.Of(folder, table))
            yield return row;
    }
}
