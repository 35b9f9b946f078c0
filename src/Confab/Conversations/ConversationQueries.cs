using Confab.Store;

namespace Confab.Conversations;

/// <summary>Reads of conversations; each names the customer.</summary>
internal static class ConversationQueries
{
    /// <summary>All columns of <see cref="Conversation"/>.</summary>
    public const string Columns = """
        id, customer_id, account_id, type, dialog_id, match_key, owner_id, name, detail, auto_title, self, peer, last_sequence, tm_last_message,
        tm_create, tm_update, tm_delete, window_expires_at, peer_state, tm_peer_state, peer_picture, tm_profile, reply_token, tm_reply_token,
        state, snoozed_until, label_ids, unread, last_sender, last_text, last_medias
        """;

    private const string BumpSql = """
        UPDATE conversations SET last_sequence = last_sequence + 1, tm_last_message = CASE WHEN tm_last_message >= @Now THEN tm_last_message + 1 ELSE @Now END,
            window_expires_at = CASE WHEN window_expires_at < @window THEN @window ELSE window_expires_at END, unread = unread + 1,
            last_sender = @Sender, last_text = @Text, last_medias = @Medias
        """;

    /// <summary>One conversation.</summary>
    public static Task<Conversation?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Conversation>(
        $"SELECT {Columns} FROM conversations WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>Those of some conversations that nobody else is at work on, and holds them until the end of the unit.</summary>
    public static Task<List<Conversation>> TakeAsync(Unit unit, Guid customerId, IReadOnlyList<Guid> ids) => unit.QueryAsync<Conversation, Guid>(
        $"SELECT {Columns} FROM conversations WHERE customer_id = @customerId AND id IN {{items}} ORDER BY id{unit.SkipLocked}", new { customerId }, ids);

    /// <summary>Finds one, and holds it until the end of the unit.</summary>
    public static Ask<Conversation> AskHeld(Unit unit, Guid customerId, Guid id) => unit.Ask<Conversation>(
        $"SELECT {Columns} FROM conversations WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{unit.Lock}", new { customerId, id });

    /// <summary>The same for the conversation that a message belongs to.</summary>
    public static Ask<Conversation> AskHeld(Unit unit, Guid customerId, string type, string matchKey) => unit.Ask<Conversation>(
        $"SELECT {Columns} FROM conversations WHERE customer_id = @customerId AND type = @type AND match_key = @matchKey AND tm_delete = {Timestamp.NeverSql}{unit.Lock}", new { customerId, type, matchKey });

    /// <summary>Holds a conversation until the end of the unit: what is told of it meanwhile waits its turn.</summary>
    public static Task HoldAsync(Unit unit, Guid customerId, Guid id) => unit.Lock.Length == 0 ? Task.CompletedTask
        : unit.FirstAsync<int>($"SELECT 1 FROM conversations WHERE customer_id = @customerId AND id = @id{unit.Lock}", new { customerId, id });

    /// <summary>The conversation that a message belongs to, or null when it is the first.</summary>
    public static Task<Conversation?> MatchAsync(Sql sql, Guid customerId, string type, string matchKey) => sql.FirstAsync<Conversation>($"""
        SELECT {Columns} FROM conversations
        WHERE customer_id = @customerId AND type = @type AND match_key = @matchKey AND tm_delete = {Timestamp.NeverSql}
        """, new { customerId, type, matchKey });

    /// <summary>
    /// Makes room for a message that came in in one statement, next in sequence and later by at least a microsecond than the one before, whatever the clock does; and holds
    /// the conversation. Null when it is not there. The window becomes no shorter than <paramref name="window"/>.
    /// </summary>
    public static Task<Conversation?> BumpAsync(Unit unit, Guid customerId, Guid id, Timestamp window, LastMessage last) => unit.FirstAsync<Conversation>(
        $"{BumpSql} WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql} RETURNING {Columns}",
        new { unit.Now, customerId, id, window, last.Sender, last.Text, last.Medias });

    /// <summary>The same for the conversation that a message belongs to.</summary>
    public static Task<Conversation?> BumpAsync(Unit unit, Guid customerId, string type, string matchKey, Timestamp window, LastMessage last) => unit.FirstAsync<Conversation>(
        $"{BumpSql} WHERE customer_id = @customerId AND type = @type AND match_key = @matchKey AND tm_delete = {Timestamp.NeverSql} RETURNING {Columns}",
        new { unit.Now, customerId, type, matchKey, window, last.Sender, last.Text, last.Medias });

    /// <summary>Writes that a conversation was bumped for a message of ours.</summary>
    public static void Bump(Unit unit, Conversation bumped) => unit.Write("""
        UPDATE conversations SET last_sequence = @LastSequence, tm_last_message = @TmLastMessage, unread = @Unread,
            last_sender = @LastSender, last_text = @LastText, last_medias = @LastMedias
        WHERE customer_id = @CustomerId AND id = @Id
        """, bumped);

    /// <summary>Writes what a list shows of the last message.</summary>
    public static void Show(Unit unit, Conversation conversation) => unit.Write(
        "UPDATE conversations SET last_sender = @LastSender, last_text = @LastText, last_medias = @LastMedias WHERE customer_id = @CustomerId AND id = @Id", conversation);

    /// <summary>Writes that all that came in has been read.</summary>
    public static void Read(Unit unit, Conversation conversation) => unit.Write(
        "UPDATE conversations SET unread = 0 WHERE customer_id = @CustomerId AND id = @Id", conversation);

    /// <summary>Writes that the peer's profile is asked for.</summary>
    public static void AskedProfile(Unit unit, Conversation conversation) => unit.Write(
        "UPDATE conversations SET tm_profile = @Now WHERE customer_id = @CustomerId AND id = @Id", new { unit.Now, conversation.CustomerId, conversation.Id });

    /// <summary>Keeps what answers the last message.</summary>
    public static void KeepReplyToken(Unit unit, Conversation conversation, string token) => unit.Write(
        "UPDATE conversations SET reply_token = @token, tm_reply_token = @Now WHERE customer_id = @CustomerId AND id = @Id", new { token, unit.Now, conversation.CustomerId, conversation.Id });

    /// <summary>Takes it for an answer; false when it has been taken or another has come.</summary>
    public static async Task<bool> TakeReplyTokenAsync(Unit unit, Guid customerId, Guid id, string token) => await unit.ExecuteAsync(
        "UPDATE conversations SET reply_token = '' WHERE customer_id = @customerId AND id = @id AND reply_token = @token", new { customerId, id, token }) == 1;

    /// <summary>A page of a customer's conversations, newest first.</summary>
    public static Task<List<Conversation>> ListAsync(Sql sql, Guid customerId, ConversationFilter filter, PageRequest page) => sql.QueryAsync<Conversation>($"""
        SELECT {Columns} FROM conversations WHERE customer_id = @customerId {filter.Where} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, filter.OwnerId, filter.AccountId, filter.DialogId, filter.Type, page.Before, page.BeforeId, limit = page.Size + 1 });

    /// <summary>Every conversation that an agent owns.</summary>
    public static Task<List<Conversation>> OwnedAsync(Sql sql, Guid customerId, Guid ownerId) => sql.QueryAsync<Conversation>(
        $"SELECT {Columns} FROM conversations WHERE customer_id = @customerId AND owner_id = @ownerId AND tm_delete = {Timestamp.NeverSql} ORDER BY id{sql.Lock}", new { customerId, ownerId });

    /// <summary>Writes what can change of a conversation.</summary>
    public static Task UpdateAsync(Unit unit, Conversation conversation) => unit.ExecuteAsync("""
        UPDATE conversations SET owner_id = @OwnerId, name = @Name, detail = @Detail, auto_title = @AutoTitle, peer = @Peer, tm_update = @TmUpdate,
            peer_state = @PeerState, tm_peer_state = @TmPeerState, peer_picture = @PeerPicture, state = @State, snoozed_until = @SnoozedUntil, label_ids = @LabelIds,
            unread = @Unread, tm_words = CASE WHEN name = @Name AND peer = @Peer THEN tm_words ELSE -1 END
        WHERE customer_id = @CustomerId AND id = @Id
        """, conversation);
}
