using Confab.Events;
using Confab.Store;

namespace Confab.Live;

/// <summary>Reads of events, oldest first.</summary>
internal static class FeedQueries
{
    private const string Columns = "position, id, customer_id, type, data, tm_create, subject_id, owner_id, former_owner_id";

    /// <summary>As the index over them has it.</summary>
    private const string OfSession = "AND subject_id = @sessionId AND type IN ('webchat_message_created', 'webchat_session_ended')";

    /// <summary>Who waits for what nobody has: as long as nobody has it, and who got it.</summary>
    private const string OfNobodys = """
        OR former_owner_id = @Nobody OR (owner_id = @Empty AND EXISTS (
            SELECT 1 FROM conversations c WHERE c.customer_id = events.customer_id AND c.id = events.subject_id AND c.owner_id = @Empty))
        """;

    /// <summary>All events after a position up to another.</summary>
    public static Task<List<LiveEvent>> BetweenAsync(Sql sql, long after, long settled, int limit) => sql.QueryAsync<LiveEvent>(
        $"SELECT {Columns} FROM events WHERE position > @after AND position <= @settled ORDER BY position LIMIT @limit", new { after, settled, limit });

    /// <summary>A customer's events after a cursor.</summary>
    /// <param name="sql">The database.</param>
    /// <param name="customerId">Whose.</param>
    /// <param name="after">The cursor; 0 for the oldest kept.</param>
    /// <param name="settled">How far the feed may be read.</param>
    /// <param name="limit">The most events.</param>
    /// <param name="types">Only events of these types; empty for all.</param>
    /// <param name="ownerId">Only what an agent owns or owned until then; null for all.</param>
    /// <param name="withNobodys">Beside that, what is about conversations that nobody has now, or has got somebody.</param>
    /// <param name="sessionId">Only what is about a session of a web chat; null for all.</param>
    /// <exception cref="ProblemException">410: what followed the cursor is not kept.</exception>
    public static async Task<List<LiveEvent>> PageAsync(Sql sql, Guid customerId, long after, long settled, int limit, IReadOnlyList<string> types, Guid? ownerId = null, bool withNobodys = false, Guid? sessionId = null)
    {
        var query = $"""
            SELECT {Columns} FROM events WHERE customer_id = @customerId AND position > @after AND position <= @settled
                {(ownerId is null ? "" : $"AND (owner_id = @ownerId OR former_owner_id = @ownerId {(withNobodys ? OfNobodys : "")})")} {(sessionId is null ? "" : OfSession)} {(types.Count == 0 ? "" : "AND type IN {items}")}
            ORDER BY position LIMIT @limit
            """;
        var args = new { customerId, after, settled, limit, ownerId = ownerId ?? Guid.Empty, sessionId = sessionId ?? Guid.Empty, EventAbout.Nobody, Guid.Empty };
        var events = types.Count == 0 ? await sql.QueryAsync<LiveEvent>(query, args) : await sql.QueryAsync<LiveEvent, string>(query, args, types);
        if (after > 0)
            await RequireKeptAsync(sql, after, settled);
        return events;
    }

    /// <summary>
    /// Refuses a cursor after which something is gone, or that was never given out here. Looked at when the events have been read: what is
    /// there still was there then.
    /// </summary>
    private static async Task RequireKeptAsync(Sql sql, long after, long settled)
    {
        var kept = await sql.FirstAsync<Kept>("SELECT (SELECT MIN(position) FROM events) AS oldest, (SELECT MAX(position) FROM events) AS newest");
        if (after < (kept?.Oldest ?? settled + 1) - 1 || after > Math.Max(kept?.Newest ?? 0, settled))
            throw Problem.CursorExpired.AsException();
    }

    private sealed class Kept
    {
        public long? Oldest { get; init; }

        public long? Newest { get; init; }
    }
}
