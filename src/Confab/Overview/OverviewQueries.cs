using Confab.Store;

namespace Confab.Overview;

/// <summary>Reads of the overview: each names the customer and reads a bounded number of rows, by an index.</summary>
internal static class OverviewQueries
{
    /// <summary>Further than this is not counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>Further than this an agent's conversations are not counted.</summary>
    public const int MostOpen = 200;

    private const int MostAgents = 200;
    private const int Longest = 10;

    private const string IsWaiting = $"customer_id = @customerId AND state = 'open' AND tm_waiting < {Timestamp.NeverSql}";
    private const string Within = "customer_id = @customerId AND tm_hour >= @From AND tm_hour < @To";

    /// <summary>All that the answer needs, in one round trip.</summary>
    public static async Task<OverviewRows> ReadAsync(Sql sql, Guid customerId, Hours hours)
    {
        var args = new { customerId, hours.From, hours.To, more = MostCounted + 1, open = MostOpen + 1, MostAgents, Longest };
        var cursor = sql.Ask<CursorRow>("SELECT position, tm_update, (SELECT MAX(position) FROM events) AS newest FROM overview_cursor WHERE id = 1");
        var messages = sql.AskAll<MessageSum>($"SELECT tm_hour, type, sender_type, messages, failed FROM overview_messages WHERE {Within} ORDER BY tm_hour, type, sender_type", args);
        var times = sql.AskAll<TimeSum>($"SELECT kind, {TimeSum.Added} FROM overview_times WHERE {Within} GROUP BY kind", args);
        var answers = sql.AskAll<TimeSum>($"SELECT agent_id, SUM(answers) AS answers, {TimeSum.Added} FROM overview_agents WHERE {Within} GROUP BY agent_id", args);
        var waiting = sql.Ask<long>($"SELECT COUNT(*) FROM (SELECT 1 FROM overview_conversations WHERE {IsWaiting} ORDER BY tm_waiting LIMIT @more) counted", args);
        var longest = sql.AskAll<WaitingRow>($"""
            SELECT c.id, c.name, c.type, c.owner_id, w.tm_waiting
            FROM (SELECT id, tm_waiting FROM overview_conversations WHERE {IsWaiting} ORDER BY tm_waiting, id LIMIT @Longest) w CROSS JOIN conversations c
            WHERE c.customer_id = @customerId AND c.id = w.id AND c.tm_delete = {Timestamp.NeverSql} ORDER BY w.tm_waiting, c.id
            """, args);
        var failed = sql.Ask<long>("""
            SELECT COUNT(*) FROM (SELECT 1 FROM webhook_deliveries WHERE customer_id = @customerId AND status = 'failed' AND status <> 'delivered' LIMIT @more) counted
            """, args);
        var agents = sql.AskAll<AgentRow>($"""
            SELECT a.id, a.name, a.username, a.status,
                (SELECT COUNT(*) FROM (SELECT 1 FROM overview_conversations o WHERE o.customer_id = @customerId AND o.owner_id = a.id AND o.state = 'open' LIMIT @open) counted) AS open
            FROM agents a WHERE a.customer_id = @customerId AND a.tm_delete = {Timestamp.NeverSql} ORDER BY a.tm_create DESC, a.id DESC LIMIT @MostAgents
            """, args);
        return new OverviewRows(await cursor, await messages, await times, await answers, await waiting, await longest, await failed, await agents);
    }
}

/// <summary>What the database says.</summary>
/// <param name="Cursor">How far has been counted; null while nothing has.</param>
/// <param name="Messages">The hours' messages, oldest first.</param>
/// <param name="Times">How long things took, by kind.</param>
/// <param name="Answers">What agents answered.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Longest">Who waits longest.</param>
/// <param name="Failed">How many deliveries were given up.</param>
/// <param name="Agents">The agents.</param>
internal sealed record OverviewRows(CursorRow? Cursor, List<MessageSum> Messages, List<TimeSum> Times, List<TimeSum> Answers, long Waiting, List<WaitingRow> Longest, long Failed, List<AgentRow> Agents);

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

/// <summary>An agent, and how many conversations it has open.</summary>
internal sealed record AgentRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Username { get; init; } = "";

    public string Status { get; init; } = "";

    public long Open { get; init; }
}
