namespace Confab.Faults.Servers;

/// <summary>A database of its own for one installation.</summary>
internal sealed class PostgresDatabase(Postgres server, string name) : IDatabase
{
    /// <inheritdoc />
    public string Setting => server.Connection(name);

    /// <inheritdoc />
    public async Task<Dictionary<string, long>> EventsAsync() =>
        (await server.QueryAsync(name, "SELECT REPLACE(id::text, '-', ''), position FROM events"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|')).ToDictionary(row => row[0], row => long.Parse(row[1]));
}
