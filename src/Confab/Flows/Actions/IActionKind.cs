namespace Confab.Flows.Actions;

/// <summary>One type of action: how its options are checked, and what it does.</summary>
internal interface IActionKind
{
    /// <summary>The type.</summary>
    string Type { get; }

    /// <summary>Finds all faults in an action's options.</summary>
    void Check(ActionCheck check);

    /// <summary>Does it, inside the unit of work that also moves the activeflow on.</summary>
    Task<Step> RunAsync(FlowRun run, JsonBody option);
}

/// <summary>What becomes of an activeflow after an action.</summary>
internal abstract record Step
{
    private Step() { }

    /// <summary>On to another action; nil for the one that comes next.</summary>
    public sealed record Go(Guid Target) : Step;

    /// <summary>On to the next action, but not before a moment.</summary>
    public sealed record Sleep(Timestamp Until) : Step;

    /// <summary>On to the next action when this call has been answered.</summary>
    public sealed record Call(FlowCall Request) : Step;

    /// <summary>On to the next action when it is known what became of a message.</summary>
    public sealed record AwaitMessage(Guid MessageId) : Step;

    /// <summary>The activeflow ends.</summary>
    public sealed record Stop : Step;

    /// <summary>It cannot be done: the activeflow ends and says why.</summary>
    public sealed record Fail(string Why) : Step;

    /// <summary>On to the next action.</summary>
    public static readonly Step Next = new Go(Guid.Empty);
}

/// <summary>What an action's options are checked with.</summary>
/// <param name="Option">The options.</param>
/// <param name="Type">The action's type as given.</param>
/// <param name="Ids">The ids of all actions of the flow.</param>
/// <param name="Faults">Where faults go.</param>
internal sealed record ActionCheck(JsonBody Option, string Type, HashSet<Guid> Ids, FlowFaults Faults)
{
    /// <summary>The longest text in an option.</summary>
    public const int MaxText = 65_536;

    /// <summary>A text that must be there.</summary>
    public string? RequiredText(string name) => Faults.Try(() => Option.Text(name, MaxText) is { Length: > 0 } text ? text
        : throw Problem.Invalid(Option.Path(name), $"is required for \"{Type}\".").AsException());

    /// <summary>A target that, where there is one, must be an action of this flow.</summary>
    public void Target(string name, bool required = false) => Faults.Try(() =>
    {
        var id = Option.Id(name) ?? Guid.Empty;
        if (id == Guid.Empty ? required : !Ids.Contains(id))
            throw Problem.Invalid(Option.Path(name), $"must name an action of this flow, for \"{Type}\".").AsException();
    });
}
