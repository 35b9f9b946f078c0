using Microsoft.Data.Sqlite;

namespace Confab.Faults.Servers;

/// <summary>The one file of an installation on SQLite.</summary>
internal sealed class SqliteFile(string folder) : IDatabase
{
    /// <inheritdoc />
    public string Setting => "sqlite";

    /// <inheritdoc />
    public async Task<Dictionary<string, long>> EventsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "confab.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT LOWER(HEX(id)), position FROM events";
        await using var reader = await command.ExecuteReaderAsync();
        var events = new Dictionary<string, long>();
        while (await reader.ReadAsync())
            events.Add(reader.GetString(0), reader.GetInt64(1));
        return events;
    }
}
