using Confab.Store;

namespace Confab.Overview;

/// <summary>Reads of the overview: each names the customer and reads a bounded number of rows, by an index.</summary>
/// <param name="nil">The nil UUID as SQL text.</param>
internal sealed class OverviewQueries(string nil)
{
    /// <summary>Further than this is not counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>Further than this an agent's conversations are not counted.</summary>
    public const int MostOpen = 200;

    private const int MostAgents = 200;
    private const int Longest = 10;

    private const string IsWaiting = $"customer_id = @customerId AND state = 'open' AND tm_waiting < {Timestamp.NeverSql}";
    private const string Within = "tm_hour >= @From AND tm_hour < @To";
    private static readonly string Times = $"SUM(number) AS number, CAST(SUM(seconds) AS BIGINT) AS seconds, {string.Join(", ", TimeSum.Columns.Select(column => $"SUM({column}) AS {column}"))}";

    /// <summary>All that the answer needs, in one round trip.</summary>
    public async Task<OverviewRows> ReadAsync(Sql sql, Guid customerId, Hours hours)
    {
        var args = new { customerId, hours.From, hours.To, more = MostCounted + 1, open = MostOpen + 1, MostAgents, Longest };
        var agents = $"(SELECT id, name, username, status, tm_create FROM agents WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} ORDER BY tm_create DESC, id DESC LIMIT @MostAgents) a";
        var cursor = sql.Ask<CursorRow>("SELECT position, tm_update, (SELECT MAX(position) FROM events) AS newest FROM overview_cursor WHERE id = 1");
        var messages = sql.AskAll<MessageSum>($"""
            SELECT tm_hour, type, sender_type, messages, failed FROM overview_messages WHERE customer_id = @customerId AND agent_id = {nil} AND {Within} ORDER BY tm_hour, type, sender_type
            """, args);
        var times = sql.AskAll<TimeSum>($"SELECT kind, {Times} FROM overview_times WHERE customer_id = @customerId AND kind IN ('response', 'resolution') AND agent_id = {nil} AND {Within} GROUP BY kind", args);
        var waiting = sql.Ask<long>($"SELECT COUNT(*) FROM (SELECT 1 FROM overview_conversations WHERE {IsWaiting} LIMIT @more) counted", args);
        var longest = sql.AskAll<WaitingRow>($"""
            SELECT c.id, c.name, c.type, c.owner_id, w.tm_waiting
            FROM (SELECT id, tm_waiting FROM overview_conversations WHERE {IsWaiting} ORDER BY tm_waiting, id LIMIT @Longest) w CROSS JOIN conversations c
            WHERE c.customer_id = @customerId AND c.id = w.id AND c.tm_delete = {Timestamp.NeverSql} ORDER BY w.tm_waiting, c.id
            """, args);
        var failed = sql.Ask<long>("""
            SELECT COUNT(*) FROM (SELECT 1 FROM webhook_deliveries WHERE customer_id = @customerId AND status = 'failed' AND status <> 'delivered' LIMIT @more) counted
            """, args);
        var loads = sql.AskAll<AgentLoad>($"""
            SELECT a.id, a.name, a.username, a.status,
                (SELECT COUNT(*) FROM (SELECT 1 FROM overview_conversations o WHERE o.customer_id = @customerId AND o.owner_id = a.id AND o.state = 'open' LIMIT @open) counted) AS open,
                (SELECT COALESCE(SUM(m.messages), 0) FROM overview_messages m WHERE m.customer_id = @customerId AND m.agent_id = a.id AND {Within}) AS answers
            FROM {agents} ORDER BY a.tm_create DESC, a.id DESC
            """, args);
        var responses = sql.AskAll<TimeSum>($"""
            SELECT t.agent_id, {Times} FROM {agents} CROSS JOIN overview_times t WHERE t.customer_id = @customerId AND t.kind = 'response' AND t.agent_id = a.id AND {Within} GROUP BY t.agent_id
            """, args);
        return new OverviewRows(await cursor, await messages, await times, await waiting, await longest, await failed, await loads, await responses);
    }
}

/// <summary>What the database says.</summary>
internal sealed record OverviewRows(CursorRow? Cursor, List<MessageSum> Messages, List<TimeSum> Times, long Waiting, List<WaitingRow> Longest, long Failed, List<AgentLoad> Agents, List<TimeSum> Responses);

/// <summary>Up to which event has been counted, and which is the newest.</summary>
internal sealed record CursorRow
{
    public long Position { get; init; }

    public Timestamp TmUpdate { get; init; }

    public long Newest { get; init; }
}

/// <summary>An hour's messages of one type of conversation and of sender.</summary>
internal sealed record MessageSum
{
    public Timestamp TmHour { get; init; }

    public string Type { get; init; } = "";

    public string SenderType { get; init; } = "";

    public long Messages { get; init; }

    public long Failed { get; init; }
}

/// <summary>An agent, what it has open and how many messages it sent.</summary>
internal sealed record AgentLoad
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Username { get; init; } = "";

    public string Status { get; init; } = "";

    public long Open { get; init; }

    public long Answers { get; init; }
}
