namespace Confab.Flows;

/// <summary>Where a running activeflow stands: all that it needs to go on after a crash.</summary>
internal sealed class FlowState
{
    /// <summary>How deep flows may be fetched by flows that were fetched.</summary>
    public const int MaxDepth = 10;

    /// <summary>The most characters of options in all that a flow fetches.</summary>
    private const int MaxFetched = 1 << 20;

    public Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>What has been executed, by id; what each did stands in the list of actions that it is from.</summary>
    public List<Executed> Executed { get; init; } = [];

    /// <summary>The lists of actions that were fetched, each different one once.</summary>
    public List<List<FlowAction>> Fetched { get; init; } = [];

    /// <summary>Where to come back to from what was fetched, the outermost first.</summary>
    public List<Frame> Stack { get; init; } = [];

    /// <summary>Which list of actions is executed: 0 for the activeflow's own, else the place in <see cref="Fetched"/>, from 1.</summary>
    public int List { get; set; }

    /// <summary>The action of that list to execute next; nil when there is none left in it.</summary>
    public Guid Next { get; set; }

    /// <summary>How often each goto has jumped.</summary>
    public Dictionary<Guid, int> Loops { get; set; } = [];

    /// <summary>How many actions have been executed.</summary>
    public int Steps { get; set; }

    /// <summary>How many flows have completed before this one in its chain.</summary>
    public int CompleteCount { get; init; }

    /// <summary>The call whose answer it waits for.</summary>
    public FlowCall? Pending { get; set; }

    /// <summary>Whether it waits to be continued.</summary>
    public bool Blocked { get; set; }

    /// <summary>The next action, in the list that is executed or in one that is come back to; nil for none.</summary>
    public Guid Forward() => Stack.Select(frame => frame.Next).Append(Next).LastOrDefault(id => id != Guid.Empty);

    /// <summary>Begins with other actions, to come back later.</summary>
    /// <exception cref="ProblemException">They are nested too deeply or too large.</exception>
    public void Enter(List<FlowAction> actions)
    {
        if (actions.Count == 0)
            return;
        if (Stack.Count >= MaxDepth)
            throw Problem.Invalid("actions", $"flows are fetched more than {MaxDepth} deep.").AsException();
        var known = Fetched.FindIndex(list => list.SequenceEqual(actions, FlowAction.Same));
        if (known < 0 && Fetched.Append(actions).Sum(Size) > MaxFetched)
            throw Problem.Invalid("actions", "what the flow has fetched has become too large.").AsException();
        if (known < 0)
            Fetched.Add(actions);
        Stack.Add(new Frame(List, Next, Loops));
        (List, Next, Loops) = (known < 0 ? Fetched.Count : known + 1, actions[0].Id, []);
    }

    /// <summary>Comes back from lists of actions of which none is left.</summary>
    public void Leave()
    {
        for (; Next == Guid.Empty && Stack.Count > 0; Stack.RemoveAt(Stack.Count - 1))
            (List, Next, Loops) = Stack[^1];
    }

    private static int Size(List<FlowAction> actions) => actions.Sum(action => 100 + action.Option.GetRawText().Length);
}

/// <summary>An action that was executed, and when.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="List">Its list, as in <see cref="FlowState.List"/>.</param>
internal sealed record Executed(Guid Id, Timestamp At, int List = 0);

/// <summary>Where a fetched flow comes back to.</summary>
/// <param name="List">The list of actions.</param>
/// <param name="Next">The action of it; nil when there is none left.</param>
/// <param name="Loops">How often its gotos have jumped.</param>
internal sealed record Frame(int List, Guid Next, Dictionary<Guid, int> Loops);
