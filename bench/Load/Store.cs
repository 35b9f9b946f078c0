namespace Confab.Load;

/// <summary>A fresh installation: a data folder of its own and a database of its own, both gone when it is disposed.</summary>
internal abstract class Store : IAsyncDisposable
{
    /// <summary>The data folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("confab-load-").FullName;

    /// <summary>What the server's <c>Confab:Database</c> is set to.</summary>
    public abstract string Setting { get; }

    /// <summary>What the floor is told to open.</summary>
    public abstract string Target { get; }

    /// <summary>The first process of the database on this machine; null where there is none.</summary>
    public virtual int? Postmaster => null;

    /// <summary>Makes an empty one.</summary>
    /// <param name="database"><c>sqlite</c>, or the connection string of a PostgreSQL server.</param>
    public static async Task<Store> NewAsync(string database) => database == "sqlite" ? new SqliteStore() : await PostgresStore.MakeAsync(database);

    /// <summary>The first row of a table, each value by its column's name.</summary>
    public abstract Task<Dictionary<string, object>> FirstAsync(string table);

    /// <summary>Inserts rows in bulk; the values stand in the order of the columns.</summary>
    public abstract Task InsertAsync(string table, IReadOnlyList<string> columns, IEnumerable<object[]> rows);

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }
}
