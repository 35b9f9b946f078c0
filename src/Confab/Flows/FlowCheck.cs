using Confab.Flows.Actions;

namespace Confab.Flows;

/// <summary>Checks the actions of a flow before it is kept: all faults at once, each with the action's place, its type and the field.</summary>
internal sealed class FlowCheck(ActionList kinds, TimeProvider clock)
{
    /// <summary>The most actions in a flow.</summary>
    public const int MaxActions = 1000;

    private static readonly HashSet<string> CallOnly =
    [
        "amd", "answer", "beep", "call", "condition_call_digits", "condition_call_status", "confbridge_join", "conference_join", "connect", "digits_receive",
        "digits_send", "echo", "external_media_start", "external_media_stop", "hangup", "mute", "play", "queue_join", "recording_start", "recording_stop",
        "stream_echo", "talk", "transcribe_start", "transcribe_stop", "transcribe_recording", "ai_talk"
    ];

    private static readonly HashSet<string> NotYet = ["ai_summary", "block", "condition_datetime", "fetch", "fetch_flow"];

    /// <summary>The actions of a body's <c>actions</c>, with ids where there were none; null when the body has none.</summary>
    /// <exception cref="ProblemException">With every fault there is.</exception>
    public List<FlowAction>? Actions(JsonBody body)
    {
        if (body.Objects("actions", MaxActions) is not { } items)
            return null;
        var faults = new FlowFaults();
        var actions = items.ConvertAll(item => Read(item, faults));
        var ids = actions.Select(action => action.Id).ToHashSet();
        if (ids.Count < actions.Count)
            foreach (var (index, _) in actions.Index().Where(entry => actions.FindIndex(other => other.Id == entry.Item.Id) < entry.Index))
                faults.Add($"actions[{index}].id", "must be unique in its flow.");
        for (var i = 0; i < items.Count; i++)
            Check(items[i], actions[i], ids, faults);
        faults.ThrowIfAny();
        return actions;
    }

    private FlowAction Read(JsonBody item, FlowFaults faults)
    {
        var id = faults.Try(() => item.Id("id")) ?? Guid.Empty;
        var option = faults.Try(() => item.Object("option"))?.Root ?? FlowAction.None.Option;
        faults.Try(() => JsonText.CheckAll(option, item.Path("option")));
        return new FlowAction(id == Guid.Empty ? Ids.New(clock.Now()) : id, faults.Try(() => item.Id("next_id")) ?? Guid.Empty,
            faults.Try(() => item.Text("type")) ?? "", option);
    }

    private void Check(JsonBody item, FlowAction action, HashSet<Guid> ids, FlowFaults faults)
    {
        if (action.NextId != Guid.Empty && !ids.Contains(action.NextId))
            faults.Add(item.Path("next_id"), "names no action of this flow.");
        if (kinds.Find(action.Type) is { } kind)
            kind.Check(new ActionCheck(new JsonBody(action.Option, item.Path("option.")), action.Type, ids, faults));
        else
            faults.Add(item.Path("type"), Why(action.Type));
    }

    private static string Why(string type) =>
        type.Length == 0 ? "is required."
        : CallOnly.Contains(type) ? $"\"{type}\" is for calls; this server carries messages, not calls."
        : NotYet.Contains(type) ? $"\"{type}\" is not supported by this version."
        : $"\"{type}\" is no known type of action.";
}

/// <summary>Collects faults instead of stopping at the first.</summary>
internal sealed class FlowFaults
{
    private readonly List<Fault> faults = [];

    public void Add(string field, string message) => faults.Add(new Fault(field, message));

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
