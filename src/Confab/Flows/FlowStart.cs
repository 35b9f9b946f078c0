using Confab.Conversations;
using Confab.Events;
using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>Starts activeflows: one per message that came into a conversation without an owner, and those that the API asks for.</summary>
internal sealed class FlowStart(Jobs jobs, EventLog events) : IMessageReceived
{
    /// <summary>How many flows one start may lead to, each on completion of the one before.</summary>
    public const int MaxChain = 5;

    /// <inheritdoc />
    public async Task ReceivedAsync(Unit unit, Conversation conversation, Message message, IReadOnlyList<Guid> flowIds)
    {
        if (conversation.OwnerId != Guid.Empty || await FirstAsync(unit, conversation.CustomerId, flowIds) is not { } flow)
            return;
        var variables = new Dictionary<string, string>();
        Variables.SetConversation(variables, conversation, message);
        await StartAsync(unit, Of(flow) with { ReferenceType = Activeflow.Conversation, ReferenceId = conversation.Id }, variables, 0, $"conversation/{conversation.Id:N}");
    }

    /// <summary>Starts what follows a flow that has run to its end.</summary>
    public async Task ChainAsync(Unit unit, Activeflow completed, FlowState state)
    {
        if (completed.OnCompleteFlowId == Guid.Empty || state.CompleteCount + 1 >= MaxChain
            || await FlowQueries.FindAsync(unit, completed.CustomerId, completed.OnCompleteFlowId) is not { } flow)
            return;
        var variables = state.Variables.Where(entry => Variables.IsReserved(entry.Key)).ToDictionary();
        var next = Of(flow) with { ReferenceType = completed.ReferenceType, ReferenceId = completed.ReferenceId, ReferenceActiveflowId = completed.Id };
        await StartAsync(unit, next, variables, state.CompleteCount + 1, null);
    }

    /// <summary>Starts an activeflow; false when its id is taken.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="draft">What to run.</param>
    /// <param name="variables">What it knows from the start, beside itself.</param>
    /// <param name="completeCount">How many flows have completed before it.</param>
    /// <param name="lane">What it stays in order with until its first wait; null for nothing.</param>
    public async Task<Activeflow?> StartAsync(Unit unit, Activeflow draft, Dictionary<string, string> variables, int completeCount, string? lane)
    {
        var actions = Wire.Read(draft.Actions, FlowsJson.Wire.ListFlowAction);
        var activeflow = draft with
        {
            Id = draft.Id == Guid.Empty ? Ids.New(unit.Now) : draft.Id,
            Status = Activeflow.Running,
            TmCreate = unit.Now,
            TmUpdate = unit.Now,
            TmDelete = Timestamp.Never
        };
        Variables.SetActiveflow(variables, activeflow, completeCount);
        var state = new FlowState { Variables = variables, CompleteCount = completeCount, Next = actions.Count > 0 ? actions[0].Id : Guid.Empty };
        activeflow = activeflow with { State = Wire.Text(state, FlowsJson.Wire.FlowState) };
        if (!await ActiveflowQueries.InsertAsync(unit, activeflow))
            return null;
        await AnnounceAsync(unit, "activeflow_created", activeflow);
        jobs.Add(unit, FlowHandler.JobFor(activeflow, lane ?? FlowHandler.OwnLane(activeflow)));
        return activeflow;
    }

    /// <summary>Tells of an activeflow.</summary>
    public async Task AnnounceAsync(Unit unit, string type, Activeflow activeflow)
    {
        if (activeflow.ReferenceType == Activeflow.Conversation)
            await ConversationQueries.HoldAsync(unit, activeflow.CustomerId, activeflow.ReferenceId);
        await events.AddAsync(unit, activeflow.CustomerId, type, activeflow.EventLane, activeflow.ToJson(), FlowsJson.Wire.ActiveflowJson,
            new EventAbout(activeflow.Id));
    }

    private static async Task<Flow?> FirstAsync(Unit unit, Guid customerId, IReadOnlyList<Guid> ids)
    {
        foreach (var id in ids)
            if (id != Guid.Empty && await FlowQueries.FindAsync(unit, customerId, id) is { } flow)
                return flow;
        return null;
    }

    private static Activeflow Of(Flow flow) => new() { CustomerId = flow.CustomerId, FlowId = flow.Id, OnCompleteFlowId = flow.OnCompleteFlowId, Actions = flow.Actions };
}
