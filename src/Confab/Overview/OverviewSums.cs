using System.Runtime.InteropServices;
using Confab.Store;

namespace Confab.Overview;

/// <summary>What a step adds to the sums: collected first, then written, each sum once.</summary>
internal sealed class OverviewSums
{
    /// <summary>From a message to the first answer by a person.</summary>
    public const string Response = "response";

    /// <summary>From the begin of an episode to its end.</summary>
    public const string Resolution = "resolution";

    /// <summary>What has no length: an answer that is not timed.</summary>
    private const int Untimed = -1;

    private static readonly string Columns = string.Join(", ", TimeSum.Columns);
    private static readonly string Values = string.Join(", ", TimeSum.Columns.Select((_, i) => $"CASE WHEN @Length = {i} THEN @Number ELSE 0 END"));

    private static readonly string AddMessages = $"""
        INSERT INTO overview_messages (customer_id, tm_hour, type, sender_type, messages, failed) VALUES (@CustomerId, @Hour, @Type, @SenderType, @Messages, @Failed)
        ON CONFLICT (customer_id, tm_hour, type, sender_type) DO UPDATE SET {Added("overview_messages", "messages", "failed")}
        """;

    private static readonly string AddTimes = $"""
        INSERT INTO overview_times (customer_id, tm_hour, kind, number, seconds, {Columns}) VALUES (@CustomerId, @Hour, @Kind, @Number, @Seconds, {Values})
        ON CONFLICT (customer_id, tm_hour, kind) DO UPDATE SET {Added("overview_times", ["number", "seconds", .. TimeSum.Columns])}
        """;

    private static readonly string AddAgents = $"""
        INSERT INTO overview_agents (customer_id, tm_hour, agent_id, answers, number, seconds, {Columns})
        VALUES (@CustomerId, @Hour, @AgentId, CASE WHEN @Length = {Untimed} THEN @Number ELSE 0 END, CASE WHEN @Length = {Untimed} THEN 0 ELSE @Number END, @Seconds, {Values})
        ON CONFLICT (customer_id, tm_hour, agent_id) DO UPDATE SET {Added("overview_agents", ["answers", "number", "seconds", .. TimeSum.Columns])}
        """;

    private readonly Dictionary<(Guid CustomerId, Timestamp Hour, string Type, string SenderType), (int Messages, int Failed)> messages = [];
    private readonly Dictionary<(Guid CustomerId, Timestamp Hour, string Kind, int Length), (int Number, long Seconds)> times = [];
    private readonly Dictionary<(Guid CustomerId, Timestamp Hour, Guid AgentId, int Length), (int Number, long Seconds)> agents = [];

    /// <summary>Counts a message.</summary>
    public void Said(Guid customerId, ToldMessage message)
    {
        Sum(customerId, message).Messages++;
        if (message.AgentId != Guid.Empty)
            Of(agents, (customerId, Hours.Of(message.TmCreate), message.AgentId, Untimed)).Number++;
    }

    /// <summary>Counts that a message failed, or with -1 that it did not after all; in the hour in which it was written.</summary>
    public void Failed(Guid customerId, ToldMessage message, int count) => Sum(customerId, message).Failed += count;

    /// <summary>Counts how long something took that ended at a moment, and for the agent who did it, where one did.</summary>
    public void Took(Guid customerId, string kind, TimeSpan time, Timestamp at, Guid agentId = default)
    {
        var seconds = Math.Max(0, (long)time.TotalSeconds);
        var (hour, length) = (Hours.Of(at), TimeSum.LengthOf(seconds));
        Add(ref Of(times, (customerId, hour, kind, length)));
        if (agentId != Guid.Empty)
            Add(ref Of(agents, (customerId, hour, agentId, length)));

        void Add(ref (int Number, long Seconds) sum) => sum = (sum.Number + 1, sum.Seconds + seconds);
    }

    /// <summary>Writes all of it.</summary>
    public void Write(Unit unit)
    {
        foreach (var (key, sum) in messages)
            unit.Write(AddMessages, new { key.CustomerId, key.Hour, key.Type, key.SenderType, sum.Messages, sum.Failed });
        foreach (var (key, sum) in times)
            unit.Write(AddTimes, new { key.CustomerId, key.Hour, key.Kind, key.Length, sum.Number, sum.Seconds });
        foreach (var (key, sum) in agents)
            unit.Write(AddAgents, new { key.CustomerId, key.Hour, key.AgentId, key.Length, sum.Number, sum.Seconds });
    }

    private ref (int Messages, int Failed) Sum(Guid customerId, ToldMessage message) => ref Of(messages, (customerId, Hours.Of(message.TmCreate), message.ReferenceType, message.Sender.Type));

    private static ref TSum Of<TKey, TSum>(Dictionary<TKey, TSum> sums, TKey key) where TKey : notnull where TSum : struct => ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);

    private static string Added(string table, params string[] columns) => string.Join(", ", columns.Select(column => $"{column} = {table}.{column} + excluded.{column}"));
}
