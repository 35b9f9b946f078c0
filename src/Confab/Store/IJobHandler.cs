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
    /// <param name="BucketFailed">Whether what it leans on failed all the same.</param>
    public sealed record Done(bool BucketFailed = false) : Next;

    /// <summary>It goes on at a later time, and its attempts are counted anew.</summary>
    public sealed record Wait(Timestamp Until) : Next;

    /// <summary>The attempt failed; the next one comes after <paramref name="After"/>.</summary>
    public sealed record Retry(TimeSpan After, string Why) : Next;

    /// <summary>Finished, and well.</summary>
    public static readonly Next Finished = new Done();
}
