namespace Confab.Store;

/// <summary>What is written when a job's attempt ends. Everything is conditional on the lease: who lost it changes nothing.</summary>
internal static class JobOutcome
{
    private static readonly TimeSpan MaxPostponed = TimeSpan.FromMinutes(5);

    /// <summary>Writes what becomes of a job; returns the lane's next job, leased, when it can go on at once.</summary>
    /// <exception cref="LeaseLostException">The job is another's by now.</exception>
    public static async Task<Job?> ApplyAsync(Unit unit, JobSlots slots, JobMemory memory, Job job, Next outcome, bool probes)
    {
        switch (outcome)
        {
            case Next.Wait wait:
                await RescheduleAsync(unit, job, wait.Until, 0, payload: wait.Payload);
                if (probes && wait.BucketIsWell)
                    await JobBuckets.SucceededAsync(unit, slots, job);
                unit.OnCommit(slots.Wake);
                return null;
            case Next.Hold hold:
                await RescheduleAsync(unit, job, hold.Until, job.Attempt, begun: true);
                if (hold.Until - unit.Now < JobRunner.MaxNap)
                    unit.OnCommit(slots.Wake);
                return null;
            case Next.Retry retry:
                await RescheduleAsync(unit, job, unit.Now + retry.After, job.Attempt + 1);
                if (probes)
                    await JobBuckets.FailedAsync(unit, slots, job, retry.After, retry.Why);
                return null;
            case Next.Done done:
                var mine = unit.Ask<int>("DELETE FROM jobs WHERE position = @Position AND lease = @Lease RETURNING 1", new { job.Position, job.Lease });
                if (probes)
                    await (done.BucketIsWell switch
                    {
                        true => JobBuckets.SucceededAsync(unit, slots, job),
                        false => JobBuckets.FailedAsync(unit, slots, job, JobBuckets.MaxPause, "given up"),
                        null => JobBuckets.UntriedAsync(unit, slots, job)
                    });
                var next = Promote(unit, slots, job, done.BucketIsWell == true || !probes);
                return await mine == 1 ? Leased(unit, slots, memory, await next) : throw new LeaseLostException();
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

    private static Task RescheduleAsync(Unit unit, Job job, Timestamp due, int attempt, bool begun = false, string? payload = null) =>
        RequireLeaseAsync(unit.ExecuteAsync("""
            UPDATE jobs SET lease = NULL, begun = @begun, due = @due, attempt = @attempt, payload = @payload WHERE position = @Position AND lease = @Lease
            """, new { begun, due, attempt, payload = payload ?? job.Payload, job.Position, job.Lease }));

    private static async Task RequireLeaseAsync(Task<int> changed)
    {
        if (await changed == 0)
            throw new LeaseLostException();
    }

    /// <summary>Makes the lane's next job its first, leased where it can go on at once.</summary>
    private static Ask<JobRow> Promote(Unit unit, JobSlots slots, Job job, bool goesOn) => unit.Ask<JobRow>("""
        UPDATE jobs SET head = 1, lease = CASE WHEN @mayLease = 1 AND due <= @Now AND bucket = @Bucket THEN @lease ELSE lease END,
            due = CASE WHEN @mayLease = 1 AND due <= @Now AND bucket = @Bucket THEN @until ELSE due END
        WHERE position = (SELECT position FROM jobs WHERE kind = @Kind AND lane = @Lane ORDER BY position LIMIT 1) AND head = 0
        RETURNING position, kind, lane, bucket, payload, due, lease, attempt, begun, tm_create
        """, new { mayLease = goesOn && slots.MayGoOn(job.Kind, job.Bucket), job.Bucket, lease = Ids.Random(), unit.Now, until = unit.Now + Jobs.LeaseTime, job.Kind, job.Lane });

    private static Job? Leased(Unit unit, JobSlots slots, JobMemory memory, JobRow? next)
    {
        if (next is { Lease: { } lease })
            return next.Leased(lease, memory.Take(next.Position));
        if (next is not null)
            unit.OnCommit(slots.Wake);
        return null;
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

    /// <summary>Whose it is; null while nobody's.</summary>
    public Guid? Lease { get; init; }

    public Job Leased(Guid lease, object? carried) => new(Position, Kind, Lane, Bucket, Payload, Attempt, Begun, lease, TmCreate, carried) { Due = Due };
}
