namespace Confab.Store;

/// <summary>What is written when a job's attempt ends. Everything is conditional on the lease: who lost it changes nothing.</summary>
internal static class JobOutcome
{
    private static readonly TimeSpan MaxPostponed = TimeSpan.FromMinutes(5);

    /// <summary>Writes what becomes of a job; returns the lane's next job, leased, when it can go on at once.</summary>
    /// <exception cref="LeaseLostException">The job is another's by now.</exception>
    public static async Task<Job?> ApplyAsync(Unit unit, JobSlots slots, Job job, Next next, bool probes)
    {
        switch (next)
        {
            case Next.Wait wait:
                await RescheduleAsync(unit, job, wait.Until, 0);
                unit.OnCommit(slots.Wake);
                return null;
            case Next.Retry retry:
                await RescheduleAsync(unit, job, unit.Now + retry.After, job.Attempt + 1);
                if (probes)
                    await JobBuckets.FailedAsync(unit, job, retry.After, retry.Why);
                return null;
            case Next.Done done:
                await RequireLeaseAsync(unit.ExecuteAsync("DELETE FROM jobs WHERE position = @Position AND lease = @Lease", new { job.Position, job.Lease }));
                if (probes)
                    await (done.BucketIsWell switch
                    {
                        true => JobBuckets.SucceededAsync(unit, slots, job),
                        false => JobBuckets.FailedAsync(unit, job, JobBuckets.MaxPause, "given up"),
                        null => JobBuckets.UntriedAsync(unit, slots, job)
                    });
                return await PromoteAsync(unit, slots, job, done.BucketIsWell == true || !probes);
            default:
                throw new InvalidOperationException();
        }
    }

    /// <summary>After an unexpected fault: later, with growing waits.</summary>
    public static Task PostponeAsync(Unit unit, Job job)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(job.Attempt, 16)), MaxPostponed.TotalSeconds));
        return unit.ExecuteAsync("UPDATE jobs SET lease = NULL, due = @due, attempt = attempt + 1 WHERE position = @Position AND lease = @Lease",
            new { due = unit.Now + wait, job.Position, job.Lease });
    }

    /// <summary>Gives a lease back unfinished.</summary>
    public static Task GiveBackAsync(Unit unit, long position, Guid lease) =>
        unit.ExecuteAsync("UPDATE jobs SET lease = NULL, due = @Now WHERE position = @position AND lease = @lease", new { unit.Now, position, lease });

    /// <summary>Makes a lease last; false when it is lost.</summary>
    public static async Task<bool> RenewAsync(Unit unit, long position, Guid lease) =>
        await unit.ExecuteAsync("UPDATE jobs SET due = @until WHERE position = @position AND lease = @lease",
            new { until = unit.Now + Jobs.LeaseTime, position, lease }) == 1;

    private static Task RescheduleAsync(Unit unit, Job job, Timestamp due, int attempt) =>
        RequireLeaseAsync(unit.ExecuteAsync("""
            UPDATE jobs SET lease = NULL, begun = 0, due = @due, attempt = @attempt WHERE position = @Position AND lease = @Lease
            """, new { due, attempt, job.Position, job.Lease }));

    private static async Task RequireLeaseAsync(Task<int> changed)
    {
        if (await changed == 0)
            throw new LeaseLostException();
    }

    private static async Task<Job?> PromoteAsync(Unit unit, JobSlots slots, Job job, bool goOn)
    {
        var next = await unit.FirstAsync<JobRow>("""
            SELECT position, kind, lane, bucket, payload, due, attempt, begun, tm_create FROM jobs WHERE kind = @Kind AND lane = @Lane
            ORDER BY position LIMIT 1
            """, new { job.Kind, job.Lane });
        if (next is null)
            return null;
        if (!goOn || next.Due > unit.Now || next.Bucket != job.Bucket || !slots.IsOpen(job.Kind))
        {
            await unit.ExecuteAsync("UPDATE jobs SET head = 1 WHERE position = @Position", new { next.Position });
            unit.OnCommit(slots.Wake);
            return null;
        }
        var lease = Ids.Random();
        await unit.ExecuteAsync("UPDATE jobs SET head = 1, lease = @lease, due = @until WHERE position = @Position",
            new { lease, until = unit.Now + Jobs.LeaseTime, next.Position });
        return next.Leased(lease);
    }
}

/// <summary>A job as it stands in its table.</summary>
internal sealed class JobRow
{
    public long Position { get; init; }

    public string Kind { get; init; } = "";

    public string Lane { get; init; } = "";

    public string Bucket { get; init; } = "";

    public string Payload { get; init; } = "";

    public Timestamp Due { get; init; }

    public int Attempt { get; init; }

    public bool Begun { get; init; }

    public Timestamp TmCreate { get; init; }

    public Job Leased(Guid lease) => new(Position, Kind, Lane, Bucket, Payload, Attempt, Begun, lease, TmCreate);
}
