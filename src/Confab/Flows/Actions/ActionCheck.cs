namespace Confab.Flows.Actions;

/// <summary>What an action's options are checked with.</summary>
/// <param name="Option">The options.</param>
/// <param name="Ids">The ids of all actions of the flow.</param>
/// <param name="Faults">Where faults go.</param>
internal sealed record ActionCheck(JsonBody Option, HashSet<Guid> Ids, FlowFaults Faults)
{
    /// <summary>The longest text in an option.</summary>
    public const int MaxText = 65_536;

    /// <summary>Where it can jump to any number of times, each with the option that says so.</summary>
    public List<(string Field, Guid Target)> Jumps { get; } = [];

    /// <summary>A text that must be there.</summary>
    public string? RequiredText(string name) => Faults.Try(() => Option.RequiredText(name, MaxText));

    /// <summary>One of a few words, which must be there.</summary>
    public void RequiredWord(string name, IReadOnlyCollection<string> allowed) =>
        Faults.Try(() => Option.Word(name, allowed) ?? throw Problem.Missing(Option.Path(name)).AsException());

    /// <summary>An address that somebody wants us to call, which must be there.</summary>
    public void Address(string name, GuardedHttp http)
    {
        if (RequiredText(name) is { } uri && !uri.Contains("${", StringComparison.Ordinal) && http.Check(uri) is { } fault)
            Faults.Add(Option.Path(name), fault);
    }

    /// <summary>A row of the customer's that an option names by id; nil and what is only known at run time are nobody's.</summary>
    public void Reference(string name, string table, bool required = false) => Faults.Try(() =>
    {
        if (Option.Text(name) is { } text && text.Contains("${", StringComparison.Ordinal))
            return;
        if (Option.Id(name) is { } id && id != Guid.Empty)
            Faults.Refer(table, id, Option.Path(name));
        else if (required)
            throw Problem.Missing(Option.Path(name)).AsException();
    });

    /// <summary>A target that, where there is one, must be an action of this flow.</summary>
    /// <param name="name">The option.</param>
    /// <param name="required">Whether there must be one.</param>
    /// <param name="isCounted">Whether something counts the jumps and ends them.</param>
    public void Target(string name, bool required = false, bool isCounted = false) => Faults.Try(() =>
    {
        var id = Option.Id(name) ?? Guid.Empty;
        if (id == Guid.Empty ? required : !Ids.Contains(id))
            throw Problem.Invalid(Option.Path(name), "must name an action of this flow.").AsException();
        if (id != Guid.Empty && !isCounted)
            Jumps.Add((Option.Path(name), id));
    });
}
