namespace Confab.Store;

/// <summary>Runs the jobs of one kind. A job may run twice after a crash, so what it does outside must bear repeating.</summary>
internal interface IJobHandler
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>How many run at once on a node.</summary>
    int Concurrency { get; }

    /// <summary>How many of those may lean on the same endpoint or account.</summary>
    int PerBucket { get; }

    /// <summary>Whether a bucket that keeps failing is probed by one job at a time while the others wait.</summary>
    bool Probes { get; }

    /// <summary>What the end of a job is about, where it may share its commit (<see cref="Db.WriteAsync{T}"/>); null where it may not.</summary>
    string? About(Job job) => null;

    /// <summary>
    /// Does the slow part outside any unit of work, then returns what to commit: its effects, together with what becomes of the job.
    /// An exception is an unexpected fault: logged, and tried again later.
    /// </summary>
    Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop);
}

/// <summary>What becomes of a job after an attempt.</summary>
internal abstract record Next
{
    private Next() { }

    /// <summary>It is finished.</summary>
    /// <param name="BucketIsWell">Whether what it leans on is well; null where it was not tried.</param>
    public sealed record Done(bool? BucketIsWell) : Next;

    /// <summary>It goes on at a later time, and its attempts are counted anew.</summary>
    /// <param name="Until">When.</param>
    /// <param name="Payload">What it needs to know then; null for what it knew.</param>
    /// <param name="BucketIsWell">Whether what it leans on was found to be well.</param>
    public sealed record Wait(Timestamp Until, string? Payload = null, bool BucketIsWell = false) : Next;

    /// <summary>It was not tried and has its turn at a later time; its attempts stand. It is found begun then.</summary>
    public sealed record Hold(Timestamp Until) : Next;

    /// <summary>The attempt failed; the next one comes after <paramref name="After"/>.</summary>
    public sealed record Retry(TimeSpan After, string Why) : Next;

    /// <summary>Finished, and well.</summary>
    public static readonly Next Finished = new Done(true);

    /// <summary>Finished, and what it leans on was not tried.</summary>
    public static readonly Next Untried = new Done(null);
}
