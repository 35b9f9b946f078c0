using System.Text.Json.Serialization;

namespace Confab.Overview;

/// <summary>What the API shows of a customer's hours, and of how things stand now.</summary>
/// <param name="From">The first hour's begin.</param>
/// <param name="To">The last hour's end.</param>
/// <param name="TmUpdate">All that happened until then is counted.</param>
/// <param name="Hours">The hours in which there were messages, oldest first.</param>
/// <param name="Answers">How many messages went out, by who sent them.</param>
/// <param name="FirstResponse">From the first message of an episode to the first answer by a person, of the answers in these hours.</param>
/// <param name="Resolution">From the begin of an episode until it was closed, of what was closed in these hours.</param>
/// <param name="Waiting">Open conversations whose peer waits for a person, now.</param>
/// <param name="FailedDeliveries">Webhook deliveries that were given up, now.</param>
/// <param name="Agents">The agents, newest first.</param>
internal sealed record OverviewAnswer(Timestamp From, Timestamp To, Timestamp TmUpdate, IReadOnlyList<HourJson> Hours, AnswersJson Answers, TimesJson FirstResponse, TimesJson Resolution,
    WaitingJson Waiting, CountJson FailedDeliveries, IReadOnlyList<AgentLoadJson> Agents);

/// <summary>An hour's messages.</summary>
internal sealed record HourJson(Timestamp TmHour, IReadOnlyList<MessagesOfHourJson> Messages);

/// <summary>An hour's messages of a channel in one direction, and how many of them failed.</summary>
internal sealed record MessagesOfHourJson(string Type, string Direction, long Count, long Failed);

/// <summary>How many messages agents, access keys and flows sent.</summary>
internal sealed record AnswersJson(long Agent, long Accesskey, long Flow);

/// <summary>How long something took: how often, the average, the median, and how many of each length.</summary>
internal sealed record TimesJson(long Count, long? AverageSeconds, long? MedianSeconds, IReadOnlyList<LengthJson> Distribution);

/// <summary>How many took less than so many seconds, and not less than those of the length before; null for any.</summary>
internal sealed record LengthJson(int? BelowSeconds, long Count);

/// <summary>A number that is counted so far only: whether there are more.</summary>
internal sealed record CountJson(long Count, bool IsMore)
{
    /// <summary>What was counted up to one more than is told.</summary>
    public static CountJson Of(long counted, int most) => new(Math.Min(counted, most), counted > most);
}

/// <summary>How many wait, and those who have waited longest.</summary>
internal sealed record WaitingJson(long Count, bool IsMore, IReadOnlyList<WaitingRow> Conversations);

/// <summary>A conversation whose peer waits.</summary>
internal sealed record WaitingRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Type { get; init; } = "";

    public Guid OwnerId { get; init; }

    /// <summary>Since when.</summary>
    public Timestamp TmWaiting { get; init; }
}

/// <summary>An agent: what it has open now, how many answers it sent and how long its first ones took.</summary>
internal sealed record AgentLoadJson(Guid Id, string Name, string Username, string Status, CountJson Open, long Answers, long FirstResponses, long? MedianSeconds);

[JsonSerializable(typeof(OverviewAnswer))]
internal sealed partial class OverviewJson : JsonSerializerContext
{
    public static readonly OverviewJson Wire = new(Basics.Wire.NewOptions());
}
