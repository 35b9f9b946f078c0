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

    private static readonly string Lengths = string.Join(", ", TimeSum.Columns.Select((_, i) => $"CASE WHEN @Length = {i} THEN @number ELSE 0 END"));
    private static readonly string Added = string.Join(", ", TimeSum.Columns.Select(column => $"{column} = overview_times.{column} + excluded.{column}"));

    private readonly Dictionary<MessageKey, (int Messages, int Failed)> messages = [];
    private readonly Dictionary<TimeKey, (int Number, long Seconds)> times = [];

    /// <summary>Counts a message, or that one failed: everybody's, and its agent's.</summary>
    public void Add(Guid customerId, ToldMessage message, int count, int failed)
    {
        foreach (var whose in Whose(message.AgentId))
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(messages, new MessageKey(customerId, whose, Hours.Of(message.TmCreate), message.ReferenceType, message.Sender.Type), out _);
            sum = (sum.Messages + count, sum.Failed + failed);
        }
    }

    /// <summary>Counts how long something took that ended at a moment: everybody's, and the agent's where one did it.</summary>
    public void Add(Guid customerId, string kind, Guid agentId, Timestamp at, TimeSpan took)
    {
        var seconds = Math.Max(0, (long)took.TotalSeconds);
        foreach (var whose in Whose(agentId))
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(times, new TimeKey(customerId, kind, whose, Hours.Of(at), TimeSum.LengthOf(seconds)), out _);
            sum = (sum.Number + 1, sum.Seconds + seconds);
        }
    }

    /// <summary>Writes all of it.</summary>
    public void Write(Unit unit)
    {
        foreach (var (key, (count, failed)) in messages)
            unit.Write("""
                INSERT INTO overview_messages (customer_id, agent_id, tm_hour, type, sender_type, messages, failed) VALUES (@CustomerId, @AgentId, @Hour, @Type, @SenderType, @count, @failed)
                ON CONFLICT (customer_id, agent_id, tm_hour, type, sender_type) DO UPDATE SET
                    messages = overview_messages.messages + excluded.messages, failed = overview_messages.failed + excluded.failed
                """, new { key.CustomerId, key.AgentId, key.Hour, key.Type, key.SenderType, count, failed });
        foreach (var (key, (number, seconds)) in times)
            unit.Write($"""
                INSERT INTO overview_times (customer_id, kind, agent_id, tm_hour, number, seconds, {string.Join(", ", TimeSum.Columns)})
                VALUES (@CustomerId, @Kind, @AgentId, @Hour, @number, @seconds, {Lengths})
                ON CONFLICT (customer_id, kind, agent_id, tm_hour) DO UPDATE SET number = overview_times.number + excluded.number, seconds = overview_times.seconds + excluded.seconds, {Added}
                """, new { key.CustomerId, key.Kind, key.AgentId, key.Hour, key.Length, number, seconds });
    }

    private static Guid[] Whose(Guid agentId) => agentId == Guid.Empty ? [Guid.Empty] : [Guid.Empty, agentId];

    private readonly record struct MessageKey(Guid CustomerId, Guid AgentId, Timestamp Hour, string Type, string SenderType);

    private readonly record struct TimeKey(Guid CustomerId, string Kind, Guid AgentId, Timestamp Hour, int Length);
}
