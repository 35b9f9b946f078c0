using Npgsql;

namespace Confab.Floor;

/// <summary>PostgreSQL: three rows in one commit per request, prepared, in one round trip.</summary>
internal sealed class PostgresRows : IRows
{
    private const string Columns = "id, conversation_id, direction, status, reference_type, source, destination, text, medias, sender_type, delivery, provider_id, tm_create, tm_update, tm_delete";

    private readonly NpgsqlDataSource source;

    private PostgresRows(NpgsqlDataSource source) => this.source = source;

    public static async Task<PostgresRows> OpenAsync(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 32, MaxAutoPrepare = 10, AutoPrepareMinUsages = 1, NoResetOnClose = true };
        var rows = new PostgresRows(NpgsqlDataSource.Create(settings));
        await using var make = rows.source.CreateCommand("""
            CREATE TABLE received (key TEXT PRIMARY KEY);
            CREATE TABLE messages (id UUID PRIMARY KEY, conversation_id INTEGER, direction TEXT, status TEXT, reference_type TEXT, source TEXT, destination TEXT,
                text TEXT, medias TEXT, sender_type TEXT, delivery TEXT, provider_id TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT);
            CREATE INDEX messages_page ON messages (conversation_id, tm_create);
            CREATE TABLE events (position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id UUID, data TEXT)
            """);
        await make.ExecuteNonQueryAsync();
        return rows;
    }

    public async Task AddAsync(Message message)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command("INSERT INTO received VALUES ($1)", message.Key),
                Command("INSERT INTO messages VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)", message.Id, message.ConversationId, message.Direction,
                    message.Status, message.ReferenceType, message.Source, message.Destination, message.Text, message.Medias, message.SenderType, message.Delivery, message.ProviderId,
                    message.TmCreate, message.TmUpdate, message.TmDelete),
                Command("INSERT INTO events (id, data) VALUES ($1, $2)", Guid.CreateVersion7(), System.Text.Encoding.UTF8.GetString(message.ToJson()))
            }
        };
        await batch.ExecuteNonQueryAsync();
    }

    public async Task<List<Message>> PageAsync(int conversation, int size)
    {
        await using var page = source.CreateCommand($"SELECT {Columns} FROM messages WHERE conversation_id = $1 ORDER BY tm_create DESC LIMIT $2");
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
            await Task.WhenAll(chunk.Select(AddAsync));
        await using var analyze = source.CreateCommand("ANALYZE messages");
        await analyze.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
