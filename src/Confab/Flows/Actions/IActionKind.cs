namespace Confab.Flows.Actions;

/// <summary>One type of action: how its options are checked, and what it does.</summary>
internal interface IActionKind
{
    /// <summary>The type.</summary>
    string Type { get; }

    /// <summary>Finds all faults in an action's options.</summary>
    void Check(ActionCheck check);

    /// <summary>Does it. What it does outside goes through <see cref="FlowRun.World"/>, so that a simulation does it too, and nothing comes of it.</summary>
    /// <exception cref="ProblemException">It cannot be done: the activeflow ends and says why.</exception>
    Task<Step> RunAsync(FlowRun run, JsonBody option);

    /// <summary>Goes on with the answer to the call that it asked for with <see cref="Step.Call"/>.</summary>
    Step Answered(FlowRun run, CallAnswer answer) => Step.Next;
}
