using Npgsql;

namespace Confab.Floor;

/// <summary>PostgreSQL: the rows of a request in one commit, prepared, in one round trip.</summary>
internal sealed class PostgresRows : IRows
{
    private readonly NpgsqlDataSource source;

    private PostgresRows(NpgsqlDataSource source) => this.source = source;

    public static async Task<PostgresRows> OpenAsync(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 32, MaxAutoPrepare = 20, AutoPrepareMinUsages = 1, NoResetOnClose = true };
        var rows = new PostgresRows(NpgsqlDataSource.Create(settings));
        await using var make = rows.source.CreateCommand("""
            CREATE TABLE received (key TEXT PRIMARY KEY);
            CREATE TABLE messages (id UUID PRIMARY KEY, conversation_id INTEGER, direction TEXT, status TEXT, reference_type TEXT, source TEXT, destination TEXT,
                text TEXT, medias TEXT, sender_type TEXT, delivery TEXT, provider_id TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT);
            CREATE INDEX messages_page ON messages (conversation_id, tm_create);
            CREATE TABLE events (position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id UUID, data TEXT);
            CREATE TABLE conversations (id INTEGER PRIMARY KEY, last_sequence BIGINT, tm_last_message TEXT) WITH (fillfactor = 70);
            INSERT INTO conversations SELECT i, 0, '' FROM generate_series(0, 9999) i;
            CREATE TABLE jobs (id UUID PRIMARY KEY, lane INTEGER, payload TEXT);
            CREATE TABLE deliveries (id UUID PRIMARY KEY, endpoint_id UUID, event_id UUID, event_type TEXT, lane INTEGER, status TEXT, tries TEXT, tm_create TEXT, tm_update TEXT);
            CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id, id)
            """);
        await make.ExecuteNonQueryAsync();
        return rows;
    }

    public async Task WriteAsync(params Row[] rows)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(RowSql.Of(row.Kind));
            foreach (var value in row.Values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync();
    }

    public async Task<List<Message>> PageAsync(int conversation, int size)
    {
        await using var page = source.CreateCommand($"SELECT {RowSql.Columns} FROM messages WHERE conversation_id = $1 ORDER BY tm_create DESC LIMIT $2");
        page.Parameters.Add(new NpgsqlParameter<int> { TypedValue = conversation });
        page.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size });
        var messages = new List<Message>(size);
        await using var row = await page.ExecuteReaderAsync();
        while (await row.ReadAsync())
            messages.Add(new Message(row.GetGuid(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7),
                row.GetString(8), row.GetString(9), row.GetString(10), row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14)));
        return messages;
    }

    public async Task FillAsync(IEnumerable<Message> messages)
    {
        foreach (var chunk in messages.Chunk(32))
            await Task.WhenAll(chunk.Select(message => WriteAsync(Row.Stored(message))));
        await using var analyze = source.CreateCommand("ANALYZE messages");
        await analyze.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
