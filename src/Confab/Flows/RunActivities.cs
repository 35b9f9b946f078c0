using Confab.Conversations;
using Confab.Store;

namespace Confab.Flows;

/// <summary>The runs of flows in a conversation, as what happened to it.</summary>
internal sealed class RunActivities : IActivitySource
{
    /// <inheritdoc />
    public async Task<List<Activity>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) =>
        [.. (await ActiveflowQueries.ListOfAsync(sql, customerId, conversationId, page)).Select(run => new Activity
        {
            Id = run.Id, CustomerId = customerId, ConversationId = conversationId, Type = ActivityTypes.Run, ByKind = Who.Flow, ById = run.FlowId, ByName = run.FlowName, TmCreate = run.TmCreate,
            Data = Wire.Text(new RunJson(run.FlowId, run.FlowName, run.Status, run.HasFailed, run.Status == Activeflow.Running ? Timestamp.Never : run.TmUpdate), FlowsJson.Wire.RunJson)
        })];
}

/// <summary>A run as a conversation's list of runs has it, without what it did.</summary>
internal sealed record RunRow
{
    public Guid Id { get; init; }

    public Guid FlowId { get; init; }

    public string FlowName { get; init; } = "";

    public string Status { get; init; } = "";

    public bool HasFailed { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }
}

/// <summary>What an activity says of a run: it is for agents too, so neither what it did nor why it failed.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="FlowName">What the flow was called when the run began.</param>
/// <param name="Status">The activeflow's.</param>
/// <param name="Failed">Whether it ended early, by a fault.</param>
/// <param name="TmEnd">When it ended; never while it runs.</param>
internal sealed record RunJson(Guid FlowId, string FlowName, string Status, bool Failed, Timestamp TmEnd);
