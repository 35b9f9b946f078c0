namespace Confab.Store;

/// <summary>
/// Work that no request waits for and that is too much for one unit: it is done in small steps, one job in a lane of its own, so one node
/// at a time does it, and a crash costs the step that was cut.
/// </summary>
internal interface IChore
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>How long after its end it is done again, of itself; null for what is done when somebody asks for it.</summary>
    TimeSpan? Every { get; }

    /// <summary>Does a step, a few hundred rows at most.</summary>
    /// <param name="unit">The unit of work of this step.</param>
    /// <param name="from">Where the step before ended; empty at the begin.</param>
    /// <returns>Where it ended; null when all is done.</returns>
    Task<string?> StepAsync(Unit unit, string from);
}

/// <summary>Does the chores.</summary>
internal sealed class Chores(Jobs jobs, IEnumerable<IChore> chores) : IJobHandler
{
    public const string JobKind = "chore";

    /// <summary>Between two steps, so that whoever waits for the database gets it.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, IChore> byName = chores.ToDictionary(chore => chore.Name);

    public string Kind => JobKind;

    public int Concurrency => 2;

    public int PerBucket => 2;

    public bool Probes => false;

    /// <summary>Sees to it that every chore that comes round is in the queue. The caller sees to it that no other node does so meanwhile.</summary>
    public async Task PlanAsync(Unit unit)
    {
        var planned = await unit.QueryAsync<string>("SELECT lane FROM jobs WHERE kind = @JobKind", new { JobKind });
        foreach (var chore in byName.Values.Where(chore => chore.Every is not null && !planned.Contains(chore.Name)))
            jobs.Add(unit, new NewJob(JobKind, chore.Name, "", "", unit.Now + chore.Every!.Value));
    }

    /// <summary>Has a chore done for somebody; what belongs to the same one is done one after the other.</summary>
    public void Ask(Unit unit, string name, Guid whose, string from) => jobs.Add(unit, JobFor(name, whose, from));

    /// <summary>The job of one that somebody asks for.</summary>
    public static NewJob JobFor(string name, Guid whose, string from) => new(JobKind, $"{name}/{whose:N}", "", from);

    /// <inheritdoc />
    public Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop) => Task.FromResult<Func<Unit, Task<Next>>>(async unit =>
    {
        if (!byName.TryGetValue(job.Lane.Split('/')[0], out var chore))
            return Next.Finished;
        return await chore.StepAsync(unit, job.Payload) is { } next ? new Next.Wait(unit.Now + Breath, next)
            : chore.Every is { } every ? new Next.Wait(unit.Now + every, "") : Next.Finished;
    });
}
