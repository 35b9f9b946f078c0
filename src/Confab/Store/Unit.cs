namespace Confab.Store;

/// <summary>
/// One unit of work: all of it is committed or none. It touches the database only, and it may run again after a conflict, so whatever
/// else must happen waits in <see cref="OnCommit"/>.
/// </summary>
/// <param name="session">The connection.</param>
/// <param name="now">The time of this unit.</param>
/// <param name="rowLocks">Whether units run side by side, and so lock the rows that they find.</param>
internal sealed class Unit(ISession session, Timestamp now, bool rowLocks = false) : Sql(session)
{
    private Dictionary<string, object>? kept;
    private List<Action>? committed;
    private List<Action>? undone;

    /// <summary>The time of this unit: one for all that it writes.</summary>
    public Timestamp Now { get; } = now;

    /// <summary>Whether others may stand in the same transaction.</summary>
    public bool IsShared { get; init; }

    /// <summary>
    /// Says that the unit goes on to change what units about other things change too: one that shares its transaction begins anew by itself.
    /// </summary>
    public void StandAlone()
    {
        if (IsShared)
            throw new StandsAloneException();
    }

    /// <inheritdoc />
    public override string Lock { get; } = rowLocks ? " FOR UPDATE" : "";

    /// <summary>Ends a query that takes rows which nobody else is taking: the others are passed over.</summary>
    public string SkipLocked { get; } = rowLocks ? " FOR UPDATE SKIP LOCKED" : "";

    /// <summary>The words in a parameter, which blanks separate, as a table with the column <c>value</c>.</summary>
    public string WordsOf(string parameter) => rowLocks ? $"unnest(string_to_array({parameter}, ' ')) AS value" : $"""json_each('["' || replace({parameter}, ' ', '","') || '"]')""";

    /// <summary>
    /// Writes something of which no answer is wanted. It goes along with what is asked next, or with the commit, and has no round trip of its
    /// own; what fails of it fails the unit.
    /// </summary>
    public void Write(string sql, object? args = null) => Add(sql, args);

    /// <summary>Runs a text of several statements, as migrations are.</summary>
    public Task RunScriptAsync(string script) => Session.RunScriptAsync(script);

    /// <summary>What was asked is kept for the rest of the unit: for what the unit itself does not change.</summary>
    public T Once<T>(string key, Func<T> ask)
    {
        if (kept?.TryGetValue(key, out var before) == true)
            return (T)before;
        var asked = ask();
        (kept ??= [])[key] = asked!;
        return asked;
    }

    /// <summary>Runs after the commit; must be quick and must not fail.</summary>
    public void OnCommit(Action action) => (committed ??= []).Add(action);

    /// <summary>Runs when the unit is rolled back; must be quick and must not fail.</summary>
    public void OnRollback(Action action) => (undone ??= []).Add(action);

    internal void Committed() => committed?.ForEach(action => action());

    internal void RolledBack() => undone?.ForEach(action => action());
}

/// <summary>A unit cannot share its transaction after all, and begins anew by itself.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside the store only.
internal sealed class StandsAloneException() : Exception("stands alone");
#pragma warning restore CA1032, CA1064
