using System.Text.Json;
using Confab.Channels;

namespace Confab.Flows;

/// <summary>What an action can see and do while it runs.</summary>
internal sealed class FlowRun(Activeflow activeflow, FlowState state, IFlowWorld world)
{
    /// <summary>The most that all variables of an activeflow hold together, in characters.</summary>
    private const int MaxVariables = 1 << 20;

    private readonly List<FlowAction> own = Wire.Read(activeflow.Actions, FlowsJson.Wire.ListFlowAction);
    private int? size;

    public IFlowWorld World { get; } = world;

    public FlowState State { get; } = state;

    public Guid Id => activeflow.Id;

    public Guid ReferenceId => activeflow.ReferenceId;

    /// <summary>The conversation that started it; nil when none did.</summary>
    public Guid ConversationId => activeflow.ReferenceType == Activeflow.Conversation ? activeflow.ReferenceId : Guid.Empty;

    /// <summary>The <c>Idempotency-Key</c> of a call that the action makes.</summary>
    public string CallKey => $"{Id}-{State.Steps}";

    /// <summary>The actions that are executed: its own, or what was fetched.</summary>
    public List<FlowAction> Actions => State.List == 0 ? own : State.Fetched[State.List - 1];

    /// <summary>The action that was executed last.</summary>
    public FlowAction Last => (State.Executed[^1].List is > 0 and var list ? State.Fetched[list - 1] : own).First(action => action.Id == State.Executed[^1].Id);

    /// <summary>A text with its variables.</summary>
    public string Expand(string text) => Variables.Expand(text, State.Variables);

    /// <summary>A variable by its bare name, or a text with variables in it.</summary>
    public string Value(string variable) => variable.Contains("${", StringComparison.Ordinal) ? Expand(variable) : State.Variables.GetValueOrDefault(variable, "");

    /// <summary>An address to call, with its variables.</summary>
    /// <exception cref="ProblemException">It may not be called.</exception>
    public string Address(JsonBody option, string name, GuardedHttp http) => Expand(option.Text(name, Flows.Actions.ActionCheck.MaxText) ?? "") is var uri && http.Check(uri) is { } fault
        ? throw Problem.Invalid(name, fault).AsException() : uri;

    /// <summary>Counts a jump of this action; returns how many there have been.</summary>
    public int Loop() => State.Loops[Last.Id] = State.Loops.GetValueOrDefault(Last.Id) + 1;

    /// <summary>Sets a variable; says why when it may not be set.</summary>
    public string? Set(string name, string value)
    {
        if (name.Length == 0 || Variables.IsReserved(name))
            return $"A variable must have a name that does not begin with {Variables.Reserved}";
        var before = State.Variables.GetValueOrDefault(name);
        if (before is null && State.Variables.Count >= Variables.MaxCount)
            return $"A flow has at most {Variables.MaxCount} variables.";
        size ??= State.Variables.Sum(entry => entry.Key.Length + entry.Value.Length);
        var after = size.Value + value.Length - (before?.Length ?? -name.Length);
        if (after > MaxVariables)
            return "The variables of the flow have become too large.";
        size = after;
        State.Variables[name] = value;
        return null;
    }

    /// <summary>Turns an object's fields into variables, but for names that only the server sets; says why when one may not be set.</summary>
    public string? SetAll(JsonElement fields)
    {
        foreach (var property in fields.EnumerateObject())
            if (!Variables.IsReserved(property.Name) && property.Name.Length > 0
                && Set(ProviderText.Clean(property.Name), property.Value.ValueKind == JsonValueKind.String ? ProviderText.ReadText(property.Value) : property.Value.GetRawText()) is { } fault)
                return fault;
        return null;
    }
}
