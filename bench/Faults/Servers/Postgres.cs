using System.Data.Common;

namespace Confab.Faults.Servers;

/// <summary>A PostgreSQL: one that is there, or an instance of our own on a free port, which goes when it is over.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly DbConnectionStringBuilder settings;
    private readonly List<string> made = [];
    private readonly PostgresInstance? instance;

    private Postgres(string connection, PostgresInstance? instance)
    {
        settings = new DbConnectionStringBuilder { ConnectionString = connection };
        this.instance = instance;
    }

    /// <summary>The instance that is ours to stop and freeze; null for one that was there.</summary>
    public PostgresInstance? Instance => instance;

    /// <summary>Opens the PostgreSQL that the command line names.</summary>
    public static async Task<Postgres> OpenAsync(string database)
    {
        if (database != "postgres")
            return new Postgres(database, null);
        var instance = await PostgresInstance.StartAsync();
        return new Postgres($"Host=127.0.0.1;Port={instance.Port};Username=postgres;Database=postgres", instance);
    }

    /// <summary>Makes an empty database.</summary>
    public async Task<PostgresDatabase> CreateAsync()
    {
        var name = $"confab_faults_{Guid.NewGuid():N}";
        await QueryAsync(Main, $"CREATE DATABASE {name}");
        made.Add(name);
        return new PostgresDatabase(this, name);
    }

    /// <summary>The connection string of a database.</summary>
    public string Connection(string name) => new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString, ["Database"] = name }.ConnectionString;

    /// <summary>Ends every connection but our own.</summary>
    public Task CutAsync() => QueryAsync(Main, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND datname LIKE 'confab_faults_%'");

    /// <summary>The rows of a query, a line each, columns separated by bars.</summary>
    public Task<string> QueryAsync(string database, string sql)
    {
        var uri = $"host={Text("Host", "127.0.0.1")} port={Text("Port", "5432")} user={Text("Username", "postgres")} dbname={database}";
        return Command.RunAsync(Path.Combine(PostgresInstance.Programs, "psql"),
            "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", Text("Password", "") is { Length: > 0 } password ? $"{uri} password='{password}'" : uri, "-c", sql);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (instance is not null)
            await instance.DisposeAsync();
        else
            foreach (var name in made)
                await QueryAsync(Main, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private string Main => Text("Database", "postgres");

    private string Text(string key, string otherwise) => settings.TryGetValue(key, out var value) ? value.ToString()! : otherwise;
}
