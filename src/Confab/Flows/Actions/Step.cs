namespace Confab.Flows.Actions;

/// <summary>What becomes of an activeflow after an action.</summary>
internal abstract record Step
{
    private Step() { }

    /// <summary>On to another action; nil for the one that comes next.</summary>
    public sealed record Go(Guid Target) : Step;

    /// <summary>Into other actions; after the last of them, on to the next action here.</summary>
    public sealed record Enter(List<FlowAction> Actions) : Step;

    /// <summary>The same with actions that came from outside and have to be checked first.</summary>
    public sealed record EnterUnchecked(JsonBody Body) : Step;

    /// <summary>On to the next action, but not before a moment.</summary>
    public sealed record Sleep(Timestamp Until) : Step;

    /// <summary>On when this call has been answered: <see cref="IActionKind.Answered"/> says where to.</summary>
    public sealed record Call(FlowCall Request) : Step;

    /// <summary>On to the next action when it is known what became of a message.</summary>
    public sealed record AwaitMessage(Guid MessageId) : Step;

    /// <summary>On to the next action when somebody continues it.</summary>
    public sealed record Block : Step;

    /// <summary>The activeflow ends.</summary>
    public sealed record Stop : Step;

    /// <summary>It cannot be done: the activeflow ends and says why.</summary>
    public sealed record Fail(string Why) : Step;

    /// <summary>On to the next action.</summary>
    public static readonly Step Next = new Go(Guid.Empty);
}
