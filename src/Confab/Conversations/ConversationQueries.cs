using Confab.Store;

namespace Confab.Conversations;

/// <summary>Reads of conversations; each names the customer.</summary>
internal static class ConversationQueries
{
    /// <summary>All columns, in the order of <see cref="Conversation"/>.</summary>
    public const string Columns = """
        id, customer_id, account_id, type, dialog_id, match_key, owner_id, name, detail, auto_title, self, peer, last_sequence, tm_last_message,
        tm_create, tm_update, tm_delete
        """;

    /// <summary>One conversation.</summary>
    public static Task<Conversation?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Conversation>(
        $"SELECT {Columns} FROM conversations WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}", new { customerId, id });
}
