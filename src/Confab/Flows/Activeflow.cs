using System.Text.Json.Serialization;

namespace Confab.Flows;

/// <summary>A run of a flow, as it stands in its table.</summary>
internal sealed record Activeflow
{
    /// <summary>The reference type of a run that a message started.</summary>
    public const string Conversation = "conversation";

    /// <summary>The reference type of a run that the API started.</summary>
    public const string Api = "api";

    /// <summary>The status while it runs.</summary>
    public const string Running = "running";

    /// <summary>The status afterwards.</summary>
    public const string Ended = "ended";

    /// <summary>How many characters of options an answer shows of what was executed.</summary>
    private const int MaxOptions = 256 * 1024;

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid FlowId { get; init; }

    /// <summary>What the flow was called when it began.</summary>
    public string FlowName { get; init; } = "";

    public string Status { get; init; } = "";

    public string ReferenceType { get; init; } = "";

    public Guid ReferenceId { get; init; }

    /// <summary>The run that this one was chained to; nil for none.</summary>
    public Guid ReferenceActiveflowId { get; init; }

    public Guid OnCompleteFlowId { get; init; }

    public string WebhookUri { get; init; } = "";

    public string WebhookMethod { get; init; } = "";

    /// <summary>The actions that it began with, as a JSON list: what is changed in the flow later does not concern it.</summary>
    public string Actions { get; init; } = "[]";

    /// <summary><see cref="FlowState"/> as JSON.</summary>
    public string State { get; init; } = "{}";

    public Guid ErrorActionId { get; init; }

    public string ErrorMessage { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>What its events stay in order with.</summary>
    public Guid EventLane => ReferenceType == Conversation ? ReferenceId : Id;

    /// <summary>As the API shows it.</summary>
    /// <param name="withVariables">Whether with its variables, which may be large.</param>
    public ActiveflowJson ToJson(bool withVariables = false)
    {
        var state = Wire.Read(State, FlowsJson.Wire.FlowState);
        var executed = ExecutedActions(state);
        var current = executed.Count > 0 ? executed[^1] : FlowAction.None.ToJson(Timestamp.Never);
        return new ActiveflowJson(Id, CustomerId, FlowId, Status, ReferenceType, ReferenceId, ReferenceActiveflowId, OnCompleteFlowId, WebhookUri, WebhookMethod,
            current, Status == Running ? state.Forward() : Guid.Empty, executed, TmCreate, TmUpdate, TmDelete, new ActiveflowErrorJson(ErrorActionId, ErrorMessage), withVariables ? state.Variables : null);
    }

    /// <summary>What was executed, oldest first. The latest show their options, up to <see cref="MaxOptions"/> together; older ones an empty one.</summary>
    private List<ActionJson> ExecutedActions(FlowState state)
    {
        var actions = state.Fetched.Prepend(Wire.Read(Actions, FlowsJson.Wire.ListFlowAction))
            .Select(list => list.ToDictionary(action => action.Id, action => (Action: action, Size: action.Option.GetRawText().Length))).ToList();
        var result = new List<ActionJson>(state.Executed.Count);
        var shown = 0;
        foreach (var (id, at, list) in Enumerable.Reverse(state.Executed))
            result.Add(actions[list][id].Action.ToJson(at, (shown += actions[list][id].Size) <= MaxOptions));
        result.Reverse();
        return result;
    }
}

/// <summary>An activeflow as the API shows it; <paramref name="Variables"/> only to who asks for this one.</summary>
internal sealed record ActiveflowJson(Guid Id, Guid CustomerId, Guid FlowId, string Status, string ReferenceType, Guid ReferenceId, Guid ReferenceActiveflowId,
    Guid OnCompleteFlowId, string WebhookUri, string WebhookMethod, ActionJson CurrentAction, Guid ForwardActionId, List<ActionJson> ExecutedActions,
    Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete, ActiveflowErrorJson Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, string>? Variables);

/// <summary>Why an activeflow ended early; a nil action and no message when it did not.</summary>
internal sealed record ActiveflowErrorJson(Guid ActionId, string Message);
