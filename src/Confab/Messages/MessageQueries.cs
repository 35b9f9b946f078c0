using Confab.Store;

namespace Confab.Messages;

/// <summary>Reads of messages; each names the customer.</summary>
internal static class MessageQueries
{
    /// <summary>All columns of <see cref="Message"/>.</summary>
    public const string Columns = """
        id, customer_id, conversation_id, account_id, sequence, direction, status, source, destination, text, medias, sender_type, sender_id,
        delivery, error_code, error_message, tm_delivery, provider_id, tm_create, tm_update, tm_delete, subject
        """;

    /// <summary>One message.</summary>
    public static Task<Message?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Message>(
        $"SELECT {Columns} FROM messages WHERE customer_id = @customerId AND id = @id", new { customerId, id });

    /// <summary>The messages of a conversation from a place on that have this source.</summary>
    public static Task<List<Message>> FromAsync(Sql sql, Message first, string source) => sql.QueryAsync<Message>($"""
        SELECT {Columns} FROM messages WHERE customer_id = @CustomerId AND conversation_id = @ConversationId AND sequence >= @Sequence AND source = @source
        ORDER BY sequence LIMIT 100
        """, new { first.CustomerId, first.ConversationId, first.Sequence, source });

    /// <summary>The message that a provider calls by this id.</summary>
    public static Task<Message?> FindByProviderAsync(Sql sql, Guid customerId, Guid accountId, string providerId) => sql.FirstAsync<Message>($"""
        SELECT {Columns} FROM messages WHERE customer_id = @customerId AND account_id = @accountId AND provider_id = @providerId AND provider_id <> ''
        """, new { customerId, accountId, providerId });

    /// <summary>A page of a conversation, newest first, as the API shows it: what <see cref="Message.ToJson"/> makes of each message.</summary>
    public static Task<WrittenPage> PageAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) => sql.PageAsync($"""
        SELECT id, customer_id, conversation_id, direction, status,
            (SELECT type FROM conversations WHERE customer_id = @customerId AND id = @conversationId) AS reference_type,
            (SELECT dialog_id FROM conversations WHERE customer_id = @customerId AND id = @conversationId) AS reference_id,
            source, destination, text, medias, tm_create, tm_update, tm_delete, sequence, sender_type, sender_id,
            delivery AS delivery_status, error_code AS delivery_error_code, error_message AS delivery_error_message, tm_delivery AS delivery_tm_update, subject
        FROM messages
        WHERE customer_id = @customerId AND conversation_id = @conversationId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, conversationId, page.Before, page.BeforeId, limit = page.Size + 1 }, page.Size, MessagesJson.Wire.MessageJson);

    /// <summary>Writes what can change of a message.</summary>
    public static void Update(Unit unit, Message message) => unit.Write("""
        UPDATE messages SET status = @Status, source = @Source, text = @Text, medias = @Medias, delivery = @Delivery, error_code = @ErrorCode, error_message = @ErrorMessage,
            tm_delivery = @TmDelivery, provider_id = @ProviderId, tm_update = @TmUpdate
        WHERE customer_id = @CustomerId AND id = @Id
        """, message);
}
