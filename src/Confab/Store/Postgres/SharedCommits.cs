using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>
/// Units that wait at the same time share a transaction: one commit, and one round trip for what all of them ask at once. They are about
/// different things, so none meets another's work half done. Units lock what they are about at different steps; so that the transactions of two
/// nodes do not each hold what the other wants, each first takes what its units are about, in one order. Where one unit fails, the rest begin
/// anew, each by itself.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The time of units.</param>
/// <param name="alone">Runs an item by itself.</param>
internal sealed class SharedCommits(NpgsqlDataSource source, TimeProvider clock, Func<SharedUnit, Task> alone)
{
    /// <summary>More in one commit gain little, and keep the first waiting for the last.</summary>
    private const int MaxShared = 64;

    private const string TakeAll = "SELECT COUNT(pg_advisory_xact_lock(hashtextextended(about, 0))) FROM unnest(string_to_array(@abouts, ' ')) AS about";
    private static readonly int MaxAtOnce = Math.Clamp(Environment.ProcessorCount, 2, 8);
    private readonly Lock gate = new();
    private readonly LinkedList<SharedUnit> waiting = new();
    private readonly HashSet<string> busy = [];
    private int running;

    /// <summary>Runs a unit, perhaps together with others; ends after the commit.</summary>
    public Task<T> RunAsync<T>(Func<Unit, Task<T>> work, string about)
    {
        var unit = new SharedUnit<T>(work, about);
        lock (gate)
        {
            waiting.AddLast(unit);
            if (running == MaxAtOnce)
                return unit.Task;
            running++;
        }
        _ = Task.Run(RunAllAsync);
        return unit.Task;
    }

    private async Task RunAllAsync()
    {
        for (var units = Take([]); units.Count > 0; units = Take(units))
            await RunAsync(units);
    }

    /// <summary>Those that wait, each about something that nobody is at; in the order in which they lock.</summary>
    private List<SharedUnit> Take(List<SharedUnit> done)
    {
        var taken = new List<SharedUnit>();
        lock (gate)
        {
            done.ForEach(unit => busy.Remove(unit.About));
            for (var node = waiting.First; node is not null && taken.Count < MaxShared;)
            {
                var next = node.Next;
                if (busy.Add(node.Value.About))
                {
                    taken.Add(node.Value);
                    waiting.Remove(node);
                }
                node = next;
            }
            if (taken.Count == 0)
                running--;
        }
        taken.Sort((left, right) => string.CompareOrdinal(left.About, right.About));
        return taken;
    }

    private async Task RunAsync(List<SharedUnit> units)
    {
        try
        {
            await TryTogetherAsync(units);
        }
        catch (Exception e)
        {
            units.ForEach(unit => unit.Undo());
            units.ForEach(unit => unit.Fail(e));
        }
        await Task.WhenAll(units.Where(unit => !unit.IsOver).Select(alone));
    }

    /// <summary>Runs them in one transaction. Those that are not over then must begin anew.</summary>
    /// <exception cref="NpgsqlException">Nobody knows whether it was committed, or the database cannot be reached.</exception>
    private async Task TryTogetherAsync(List<SharedUnit> units)
    {
        await using var connection = await source.OpenConnectionAsync();
        var session = new PostgresSession(connection);
        session.Begin();
        if (units.Count > 1)
            _ = new Sql(session).Ask<long>(TakeAll, new { abouts = string.Join(' ', units.Select(unit => unit.About)) });
        try
        {
            if (await TryAsync(units, session))
            {
                units.ForEach(unit => unit.Complete());
                return;
            }
        }
        catch (PostgresException)
        {
            // One of them met a conflict, or the database would not have it: by itself each learns what concerns it.
        }
        units.ForEach(unit => unit.Undo());
        await session.RollBackAsync();
    }

    /// <summary>Moves them on, one round trip for all at a time, and commits; false when one has failed that had written.</summary>
    private async Task<bool> TryAsync(List<SharedUnit> units, PostgresSession session)
    {
        var step = new SharedStep();
        await step.RunAsync(units, unit => unit.Begin(step, clock.Now()));
        while (units.TrueForAll(unit => unit.Drop()))
        {
            units.ForEach(unit => unit.MoveTo(session));
            if (!units.Exists(unit => unit.IsOpen))
            {
                await session.CommitAsync();
                return true;
            }
            await session.FlushAsync();
            await step.RunAsync(units.FindAll(unit => unit.IsWaiting), unit => unit.Resume());
        }
        return false;
    }
}
