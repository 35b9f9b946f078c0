using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>What an action can see and do while it runs.</summary>
internal sealed class FlowRun(Unit unit, Activeflow activeflow, FlowState state)
{
    /// <summary>The most that all variables of an activeflow hold together, in characters.</summary>
    private const int MaxVariables = 1 << 20;

    private int? size;

    public Unit Unit { get; } = unit;

    public Guid Id => activeflow.Id;

    public Guid CustomerId => activeflow.CustomerId;

    /// <summary>The conversation that started it; nil when none did.</summary>
    public Guid ConversationId => activeflow.ReferenceType == Activeflow.Conversation ? activeflow.ReferenceId : Guid.Empty;

    /// <summary>How messages that it sends are signed.</summary>
    public SenderJson Sender => new("flow", activeflow.FlowId);

    /// <summary>How many actions have been executed, this one included.</summary>
    public int Steps => state.Steps;

    /// <summary>The action that runs.</summary>
    public Guid ActionId { get; set; }

    /// <summary>A text with its variables.</summary>
    public string Expand(string text) => Variables.Expand(text, state.Variables);

    /// <summary>A variable by its bare name, or a text with variables in it.</summary>
    public string Value(string variable) => variable.Contains("${", StringComparison.Ordinal) ? Expand(variable) : state.Variables.GetValueOrDefault(variable, "");

    /// <summary>Counts a jump of this action; returns how many there have been.</summary>
    public int Loop() => state.Loops[ActionId] = state.Loops.GetValueOrDefault(ActionId) + 1;

    /// <summary>Sets a variable; says why when it may not be set.</summary>
    public string? Set(string name, string value)
    {
        if (name.Length == 0 || Variables.IsReserved(name))
            return $"A variable must have a name that does not begin with {Variables.Reserved}";
        var before = state.Variables.GetValueOrDefault(name);
        if (before is null && state.Variables.Count >= Variables.MaxCount)
            return $"A flow has at most {Variables.MaxCount} variables.";
        size ??= state.Variables.Sum(entry => entry.Key.Length + entry.Value.Length);
        var after = size.Value + value.Length - (before?.Length ?? -name.Length);
        if (after > MaxVariables)
            return "The variables of the flow have become too large.";
        size = after;
        state.Variables[name] = value;
        return null;
    }
}
