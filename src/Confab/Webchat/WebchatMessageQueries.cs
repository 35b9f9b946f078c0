using Confab.Store;

namespace Confab.Webchat;

/// <summary>Reads and writes of web chats' messages; each names the customer.</summary>
internal static class WebchatMessageQueries
{
    private const string Columns = "id, customer_id, widget_id, session_id, direction, status, sender_id, text, medias, tm_create, tm_delete";

    public static Task<List<WebchatMessage>> ListAsync(Sql sql, Guid customerId, Guid? sessionId, PageRequest page) => sql.QueryAsync<WebchatMessage>($"""
        SELECT {Columns} FROM webchat_messages WHERE customer_id = @customerId {(sessionId is null ? "" : "AND session_id = @sessionId")} AND tm_delete = {Timestamp.NeverSql}
            AND (tm_create, id) < (@Before, @BeforeId) ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, sessionId = sessionId ?? Guid.Empty, page.Before, page.BeforeId, limit = page.Size + 1 });

    public static Task<WebchatMessage?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<WebchatMessage>(
        $"SELECT {Columns} FROM webchat_messages WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>What became of the message that came in under a key of the widget's script; one that was deleted since too.</summary>
    public static Task<WebchatMessage?> FindByKeyAsync(Sql sql, WebchatSession session, string key) => sql.FirstAsync<WebchatMessage>($"""
        SELECT {Columns} FROM webchat_messages WHERE customer_id = @CustomerId AND id = (
            SELECT id FROM messages WHERE customer_id = @CustomerId AND account_id = @WidgetId AND provider_id = @key AND provider_id <> '')
        """, new { session.CustomerId, session.WidgetId, key });

    /// <summary>Inserts a message; false when it is there.</summary>
    public static async Task<bool> InsertAsync(Unit unit, WebchatMessage message) => await unit.ExecuteAsync($"""
        INSERT INTO webchat_messages ({Columns}) VALUES (@Id, @CustomerId, @WidgetId, @SessionId, @Direction, @Status, @SenderId, @Text, @Medias, @TmCreate, @TmDelete)
        ON CONFLICT DO NOTHING
        """, message) == 1;

    /// <summary>Writes that a message is deleted.</summary>
    public static void Delete(Unit unit, WebchatMessage message) =>
        unit.Write("UPDATE webchat_messages SET tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id", message);
}
