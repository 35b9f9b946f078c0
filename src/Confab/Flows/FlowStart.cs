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
        await StartAsync(unit, conversation, message, flow);
    }

    /// <summary>Starts a flow, if there is one, in a conversation in which nobody has said anything yet.</summary>
    public async Task OpenedAsync(Unit unit, Conversation conversation, Guid flowId)
    {
        if (await FirstAsync(unit, conversation.CustomerId, [flowId]) is { } flow)
            await StartAsync(unit, conversation, new Message(), flow);
    }

    /// <summary>The flow that follows one that has run to its end, if there is one; or why it cannot follow.</summary>
    public static async Task<(Flow? Next, string? Fault)> FindNextAsync(Unit unit, Activeflow completed, FlowState state)
    {
        if (completed.OnCompleteFlowId == Guid.Empty)
            return (null, null);
        if (state.CompleteCount + 1 >= MaxChain)
            return (null, $"on_complete_flow_id: a chain is at most {MaxChain} flows long.");
        var next = await FlowQueries.FindAsync(unit, completed.CustomerId, completed.OnCompleteFlowId);
        return (next, next is null ? "on_complete_flow_id: there is no such flow." : null);
    }

    /// <summary>Starts what follows a flow that has run to its end.</summary>
    public async Task ChainAsync(Unit unit, Flow flow, Activeflow completed, FlowState state)
    {
        var variables = state.Variables.Where(entry => Variables.IsReserved(entry.Key)).ToDictionary();
        var next = Of(flow) with { ReferenceType = completed.ReferenceType, ReferenceId = completed.ReferenceId, ReferenceActiveflowId = completed.Id };
        await StartAsync(unit, next, variables, state.CompleteCount + 1, null);
    }

    /// <summary>Starts an activeflow; null when its id is taken.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="draft">What to run.</param>
    /// <param name="variables">What it knows from the start, beside itself.</param>
    /// <param name="completeCount">How many flows have completed before it.</param>
    /// <param name="lane">What it stays in order with until its first wait; null for nothing.</param>
    public async Task<Activeflow?> StartAsync(Unit unit, Activeflow draft, Dictionary<string, string> variables, int completeCount, string? lane)
    {
        var activeflow = draft with
        {
            Id = draft.Id == Guid.Empty ? Ids.New(unit.Now) : draft.Id,
            Status = Activeflow.Running,
            TmCreate = unit.Now,
            TmUpdate = unit.Now,
            TmDelete = Timestamp.Never
        };
        activeflow = activeflow with { State = Wire.Text(Begin(activeflow, variables, completeCount), FlowsJson.Wire.FlowState) };
        if (!await ActiveflowQueries.InsertAsync(unit, activeflow))
            return null;
        await AnnounceAsync(unit, "activeflow_created", activeflow);
        jobs.Add(unit, FlowHandler.JobFor(activeflow, lane ?? FlowHandler.OwnLane(activeflow)));
        return activeflow;
    }

    /// <summary>Where an activeflow stands at its start.</summary>
    public static FlowState Begin(Activeflow activeflow, Dictionary<string, string> variables, int completeCount)
    {
        Variables.SetActiveflow(variables, activeflow, completeCount);
        var actions = Wire.Read(activeflow.Actions, FlowsJson.Wire.ListFlowAction);
        return new FlowState { Variables = variables, CompleteCount = completeCount, Next = actions.Count > 0 ? actions[0].Id : Guid.Empty };
    }

    /// <summary>Tells of an activeflow.</summary>
    public async Task AnnounceAsync(Unit unit, string type, Activeflow activeflow)
    {
        if (activeflow.ReferenceType == Activeflow.Conversation)
            await ConversationQueries.HoldAsync(unit, activeflow.CustomerId, activeflow.ReferenceId);
        await events.AddAsync(unit, activeflow.CustomerId, type, activeflow.EventLane, activeflow.ToJson(), FlowsJson.Wire.ActiveflowJson,
            new EventAbout(activeflow.Id), new OwnWebhook(activeflow.Id, activeflow.WebhookUri));
    }

    private Task StartAsync(Unit unit, Conversation conversation, Message message, Flow flow)
    {
        var variables = new Dictionary<string, string>();
        Variables.SetConversation(variables, conversation, message);
        return StartAsync(unit, Of(flow) with { ReferenceType = Activeflow.Conversation, ReferenceId = conversation.Id }, variables, 0, $"conversation/{conversation.Id:N}");
    }

    private static async Task<Flow?> FirstAsync(Unit unit, Guid customerId, IReadOnlyList<Guid> ids)
    {
        foreach (var id in ids)
            if (id != Guid.Empty && await FlowQueries.FindAsync(unit, customerId, id) is { } flow)
                return flow;
        return null;
    }

    /// <summary>A run of a flow that is to come.</summary>
    public static Activeflow Of(Flow flow) => new() { CustomerId = flow.CustomerId, FlowId = flow.Id, FlowName = flow.Name, OnCompleteFlowId = flow.OnCompleteFlowId, Actions = flow.Actions };
}
