using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>The ledger of who wants no SMS from which number: asked before a message is accepted, and again before it goes out.</summary>
internal static class OptOuts
{
    /// <summary>How it is known of a provider's error.</summary>
    public const string ByProvider = "provider";

    /// <summary>How it is known of a call of the API.</summary>
    public const string ByApi = "api";

    /// <summary>The reason of a refusal.</summary>
    public const string Reason = "RECIPIENT_OPTED_OUT";

    /// <summary>What is said of it.</summary>
    public const string Why = "The recipient wants no messages from this number; only they can change that, by writing START.";

    private const string Columns = "id, customer_id, number, peer, is_out, how, tm_create, tm_update";

    /// <summary>Asks whether the peer of a conversation wants no more: after the conversation is held, so that a STOP that is just coming in is seen.</summary>
    public static Ask<bool> AskIsOut(Sql sql, Guid customerId, Guid conversationId) => sql.Ask<bool>("""
        SELECT 1 FROM opt_outs WHERE customer_id = @customerId AND is_out = 1
            AND match_key = (SELECT match_key FROM conversations WHERE customer_id = @customerId AND id = @conversationId AND type = 'message')
        """, new { customerId, conversationId });

    /// <summary>Whether the peer of a conversation has said so since a message was accepted.</summary>
    public static async Task<bool> IsOutSinceAsync(Sql sql, Message message) => await sql.FirstAsync<bool>("""
        SELECT 1 FROM opt_outs WHERE customer_id = @CustomerId AND is_out = 1 AND tm_update > @TmCreate
            AND match_key = (SELECT match_key FROM conversations WHERE customer_id = @CustomerId AND id = @ConversationId AND type = 'message')
        """, new { message.CustomerId, message.ConversationId, message.TmCreate });

    /// <summary>
    /// Writes down what the peer of a conversation, which is held, wants; false when that was known. It holds for every message that there is,
    /// and the last may be stored under a later time than the clock's.
    /// </summary>
    public static Task<bool> SetAsync(Unit unit, Conversation conversation, bool isOut, string how) => SetAsync(unit, conversation.CustomerId, conversation.SelfAddress.Target,
        conversation.PeerAddress.Target, conversation.MatchKey, isOut, how, conversation.TmLastMessage < unit.Now ? unit.Now : conversation.TmLastMessage + TimeSpan.FromMicroseconds(1));

    /// <summary>The same for a number and a peer that may have no conversation yet.</summary>
    public static async Task<bool> SetAsync(Unit unit, Guid customerId, string number, string peer, string matchKey, bool isOut, string how, Timestamp since) => isOut
        ? await unit.ExecuteAsync("""
            INSERT INTO opt_outs (customer_id, match_key, id, number, peer, is_out, how, tm_create, tm_update) VALUES (@customerId, @matchKey, @id, @number, @peer, 1, @how, @since, @since)
            ON CONFLICT (customer_id, match_key) DO UPDATE SET is_out = 1, how = excluded.how, tm_update = excluded.tm_update WHERE opt_outs.is_out = 0
            """, new { customerId, matchKey, id = Ids.New(unit.Now), number, peer, how, since }) == 1
        : await unit.ExecuteAsync("UPDATE opt_outs SET is_out = 0, how = @how, tm_update = @since WHERE customer_id = @customerId AND match_key = @matchKey AND is_out = 1",
            new { how, since, customerId, matchKey }) == 1;

    public static Task<List<OptOut>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<OptOut>($"""
        SELECT {Columns} FROM opt_outs WHERE customer_id = @CustomerId AND (tm_create, id) < (@Before, @BeforeId) ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<OptOut?> FindAsync(Sql sql, Guid customerId, string matchKey) =>
        sql.FirstAsync<OptOut>($"SELECT {Columns} FROM opt_outs WHERE customer_id = @customerId AND match_key = @matchKey", new { customerId, matchKey });
}
