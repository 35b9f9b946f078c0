namespace Confab.Flows;

/// <summary>Where a flow's actions lead, any number of times; finds what could go round for ever.</summary>
internal sealed class FlowGraph
{
    private readonly List<FlowAction> actions;
    private readonly Dictionary<Guid, int> indexes = [];
    private readonly List<(string Field, int Target)>[] ways;
    private readonly int[] reached;
    private readonly int[] component;
    private readonly Stack<int> open = new();
    private int count;

    public FlowGraph(List<FlowAction> actions)
    {
        this.actions = actions;
        foreach (var (index, action) in actions.Index())
            indexes.TryAdd(action.Id, index);
        Ids = [.. indexes.Keys];
        ways = [.. actions.Select(_ => new List<(string, int)>())];
        (reached, component) = (new int[actions.Count], new int[actions.Count]);
    }

    /// <summary>The ids of all actions.</summary>
    public HashSet<Guid> Ids { get; }

    /// <summary>The place of an action; -1 when there is none of this id.</summary>
    public int IndexOf(Guid id) => indexes.GetValueOrDefault(id, -1);

    /// <summary>Adds the way on from an action.</summary>
    public void Next(int index, string field)
    {
        var next = actions[index].NextId != Guid.Empty ? IndexOf(actions[index].NextId) : index + 1;
        if (actions[index].Type != "stop" && next >= 0 && next < actions.Count)
            ways[index].Add((field, next));
    }

    /// <summary>Adds jumps of an action.</summary>
    public void Add(int index, List<(string Field, Guid Target)> jumps) => ways[index].AddRange(jumps.Select(jump => (jump.Field, IndexOf(jump.Target))));

    /// <summary>The ways back that close a cycle: each with the action's place and the field.</summary>
    public IEnumerable<(int Index, string Field)> Cycles()
    {
        for (var i = 0; i < ways.Length; i++)
            if (reached[i] == 0)
                Visit(i);
        return from index in Enumerable.Range(0, ways.Length)
               from way in ways[index]
               where way.Target <= index && component[way.Target] == component[index]
               select (index, way.Field);
    }

    /// <summary>Tarjan's algorithm: actions that lead to each other get the same component.</summary>
    private int Visit(int at)
    {
        var lowest = reached[at] = ++count;
        open.Push(at);
        foreach (var (_, target) in ways[at])
            if (reached[target] == 0)
                lowest = Math.Min(lowest, Visit(target));
            else if (component[target] == 0)
                lowest = Math.Min(lowest, reached[target]);
        if (lowest == reached[at])
            for (var member = -1; member != at;)
                component[member = open.Pop()] = lowest;
        return lowest;
    }
}
