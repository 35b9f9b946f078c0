using Confab.Flows.Actions;
using Confab.Store;

namespace Confab.Flows;

/// <summary>Checks the actions of a flow before it is kept: all faults at once, each with the action's place, its type and the field.</summary>
internal sealed class FlowCheck(ActionList kinds, TimeProvider clock)
{
    /// <summary>The most actions in a flow.</summary>
    public const int MaxActions = 1000;

    /// <summary>The actions of a body's <c>actions</c>, with ids where there were none; null when the body has none.</summary>
    /// <exception cref="ProblemException">With every fault there is.</exception>
    public List<FlowAction>? Actions(JsonBody body)
    {
        var faults = new FlowFaults();
        var actions = Actions(body, faults);
        faults.ThrowIfAny();
        return actions;
    }

    /// <summary>The same, where faults are added to others; what they name beyond their flow is left to be looked up.</summary>
    public List<FlowAction>? Actions(JsonBody body, FlowFaults faults)
    {
        if (faults.Try(() => body.ObjectsOrNot("actions", MaxActions)) is not { } items)
            return null;
        var actions = items.ConvertAll(item => item is null ? new FlowAction(Ids.New(clock.Now()), Guid.Empty, "", FlowAction.None.Option) : Read(item, faults));
        var graph = new FlowGraph(actions);
        for (var i = 0; i < items.Count; i++)
            if (items[i] is { } item)
                Check(item, i, actions[i], graph, faults);
            else
                faults.Add($"{body.Path("actions")}[{i}]", "must be an object.", "");
        foreach (var (index, field) in graph.Cycles())
            faults.Add(field, "makes a cycle that nothing ends: go back with a goto that has a loop_count.", actions[index].Type);
        faults.Type = "";
        return actions;
    }

    private FlowAction Read(JsonBody item, FlowFaults faults)
    {
        var type = faults.Try(() => item.Text("type")) ?? "";
        faults.Type = type;
        var id = faults.Try(() => item.Id("id")) ?? Guid.Empty;
        var option = faults.Try(() => item.Object("option"))?.Root ?? FlowAction.None.Option;
        faults.Try(() => JsonText.CheckAll(option, item.Path("option")));
        return new FlowAction(id == Guid.Empty ? Ids.New(clock.Now()) : id, faults.Try(() => item.Id("next_id")) ?? Guid.Empty, type, option);
    }

    private void Check(JsonBody item, int index, FlowAction action, FlowGraph graph, FlowFaults faults)
    {
        faults.Type = action.Type;
        if (graph.IndexOf(action.Id) != index)
            faults.Add(item.Path("id"), "must be unique in its flow.");
        if (action.NextId != Guid.Empty && graph.IndexOf(action.NextId) < 0)
            faults.Add(item.Path("next_id"), "must name an action of this flow.");
        graph.Next(index, item.Path("next_id"));
        if (kinds.Find(action.Type) is { } kind)
        {
            var check = new ActionCheck(new JsonBody(action.Option, item.Path("option.")), graph.Ids, faults);
            kind.Check(check);
            graph.Add(index, check.Jumps);
        }
        else if (!faults.Has(item.Path("type")))
            faults.Add(item.Path("type"), ActionList.WhyNot(action.Type), "");
    }
}

/// <summary>Collects faults instead of stopping at the first.</summary>
internal sealed class FlowFaults
{
    private readonly List<Fault> faults = [];

    /// <summary>The type, as given, of the action that is checked.</summary>
    public string Type { get; set; } = "";

    /// <summary>Adds a fault of the action that is checked, or of one of another type.</summary>
    public void Add(string field, string message, string? type = null) =>
        faults.Add(new Fault(field, (type ?? Type) is { Length: > 0 } of ? $"\"{of}\": {message}" : message));

    /// <summary>What is named beyond the flow, by table; each with the field and the type of its action.</summary>
    public List<(string Table, Guid Id, string Field, string Type)> References { get; } = [];

    /// <summary>Notes that a field names a row of the customer's.</summary>
    public void Refer(string table, Guid id, string field) => References.Add((table, id, field, Type));

    /// <summary>Looks all of them up, a query per table.</summary>
    public async Task CheckReferencesAsync(Sql sql, Guid customerId)
    {
        foreach (var table in References.GroupBy(reference => reference.Table))
        {
            var ids = table.Select(reference => reference.Id).Distinct().ToList();
            var known = await sql.QueryAsync<Guid, Guid>($"SELECT id FROM {table.Key} WHERE customer_id = @customerId AND id IN {{items}} AND tm_delete = {Timestamp.NeverSql}", new { customerId }, ids);
            foreach (var (_, _, field, type) in table.Where(reference => !known.Contains(reference.Id)))
                Add(field, "nothing of this customer has this id.", type);
        }
    }

    /// <summary>Whether a field has been found at fault.</summary>
    public bool Has(string field) => faults.Any(fault => fault.Field == field);

    /// <summary>Runs a check; a problem that it throws becomes a fault.</summary>
    public T? Try<T>(Func<T?> check)
    {
        try
        {
            return check();
        }
        catch (ProblemException e)
        {
            var field = e.Problem.Field ?? "actions";
            Add(field, e.Problem.Message.StartsWith(field + ": ", StringComparison.Ordinal) ? e.Problem.Message[(field.Length + 2)..] : e.Problem.Message);
            return default;
        }
    }

    /// <summary>The same for a check without a value.</summary>
    public void Try(Action check) => Try<object>(() =>
    {
        check();
        return null;
    });

    public void ThrowIfAny()
    {
        if (faults.Count > 0)
            throw Problem.InvalidAll(faults).AsException();
    }
}
