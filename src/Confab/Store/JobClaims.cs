namespace Confab.Store;

/// <summary>Leases to this node what is due: oldest first, fair between buckets, one probe at a time into a failing one.</summary>
/// <param name="db">The database.</param>
/// <param name="slots">This node's workers.</param>
/// <param name="memory">What waiting jobs carry.</param>
/// <param name="clock">The clock.</param>
/// <param name="isRunning">Whether a job runs here already, its lease having run out while the process stood still.</param>
internal sealed class JobClaims(Db db, JobSlots slots, JobMemory memory, TimeProvider clock, Func<long, bool> isRunning)
{
    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(30);

    /// <summary>Voids every lease: where one process at a time holds the database, whoever held them is gone.</summary>
    public static Task VoidAllAsync(Unit unit) => unit.ExecuteAsync("UPDATE jobs SET lease = NULL, due = @Now WHERE lease IS NOT NULL", new { unit.Now });

    /// <summary>The wall clock went back: what waits for a moment waits as long as before.</summary>
    public static async Task ClockWentBackAsync(Unit unit, TimeSpan by)
    {
        var args = new { by = by.Ticks / TimeSpan.TicksPerMicrosecond, unit.Now };
        await unit.ExecuteAsync($"UPDATE jobs SET due = due - @by WHERE due > @Now AND due < {Timestamp.NeverSql}", args);
        await unit.ExecuteAsync("UPDATE job_buckets SET paused_until = paused_until - @by WHERE paused_until > @Now", args);
    }

    /// <summary>Claims jobs of a kind; says how long to wait for the next one.</summary>
    public async Task<(List<Job> Jobs, TimeSpan Nap)> TakeAsync(string kind)
    {
        var now = clock.Now();
        var (due, buckets) = await db.ReadAsync(async sql =>
        {
            var next = sql.Ask<long?>("""
                SELECT MIN(due) FROM (
                    SELECT MIN(due) AS due FROM jobs WHERE kind = @kind AND head = 1
                    UNION ALL SELECT MIN(paused_until) FROM job_buckets b WHERE kind = @kind AND failures >= @Threshold AND EXISTS (
                        SELECT 1 FROM jobs j WHERE j.kind = b.kind AND j.bucket = b.bucket AND j.head = 1 AND j.parked = 1)) AS next
                """, new { kind, JobBuckets.Threshold });
            return (await next, await sql.QueryAsync<Failing>("SELECT bucket, failures, paused_until FROM job_buckets WHERE kind = @kind", new { kind }));
        });
        slots.SetFailing(kind, buckets.ConvertAll(bucket => (bucket.Bucket, bucket.Failures >= JobBuckets.Threshold)));
        if (due is not { } first)
            return ([], TimeSpan.MaxValue);
        if (first > now.Micros)
            return ([], new Timestamp(first) - now);
        if (slots.Free(kind) <= 0)
        {
            slots.SetWaiting(true);
            return ([], TimeSpan.MaxValue);
        }
        var jobs = await db.WriteAsync(unit => ClaimAsync(unit, kind));
        return (jobs, jobs.Count == 0 ? Blocked : TimeSpan.Zero);
    }

    private async Task<List<Job>> ClaimAsync(Unit unit, string kind)
    {
        var jobs = new List<Job>();
        var failing = await unit.QueryAsync<Failing>(
            $"SELECT bucket, failures, paused_until FROM job_buckets WHERE kind = @kind AND failures >= @Threshold ORDER BY bucket{unit.Lock}", new { kind, JobBuckets.Threshold });
        foreach (var bucket in failing)
            await ProbeAsync(unit, kind, bucket, jobs);
        var (full, groups) = slots.Full(kind);
        var free = slots.Free(kind);
        var shut = full.Union(failing.Select(bucket => bucket.Bucket)).Union(groups).ToList();
        var rows = await unit.QueryAsync<JobRow, string>($$"""
            SELECT position, kind, lane, bucket, payload, due, attempt, begun, tm_create FROM jobs
            WHERE kind = @kind AND head = 1 AND due <= @Now {{(shut.Count == 0 ? "" : "AND bucket NOT IN {items}")}} {{(groups.Count == 0 ? "" : $"AND SUBSTR(bucket, 1, {JobBuckets.GroupLength}) NOT IN {{items}}")}} ORDER BY due LIMIT @limit{{unit.SkipLocked}}
            """, new { kind, unit.Now, limit = free }, shut);
        if (rows.Count == free || full.Count > 0 || groups.Count > 0)
            slots.SetWaiting(true);
        foreach (var row in rows.Where(row => !isRunning(row.Position) && slots.TryTake(kind, row.Bucket)))
            jobs.Add(await LeaseAsync(unit, row));
        return jobs;
    }

    /// <summary>Parks what is due, and lets one job go when the pause is over.</summary>
    private async Task ProbeAsync(Unit unit, string kind, Failing failing, List<Job> jobs)
    {
        await unit.ExecuteAsync($"""
            UPDATE jobs SET due = {Timestamp.NeverSql}, parked = 1, lease = NULL WHERE kind = @kind AND bucket = @Bucket AND head = 1 AND due <= @Now
            """, new { kind, failing.Bucket, unit.Now });
        if (failing.PausedUntil > unit.Now)
            return;
        var row = await unit.FirstAsync<JobRow>($"""
            SELECT position, kind, lane, bucket, payload, due, attempt, begun, tm_create FROM jobs
            WHERE kind = @kind AND bucket = @Bucket AND parked = 1 ORDER BY attempt, position LIMIT 1{unit.SkipLocked}
            """, new { kind, failing.Bucket });
        if (row is not null && !isRunning(row.Position) && await IsFirstAsync(unit, kind, failing.Bucket) && slots.TryTakeProbe(kind, row.Bucket))
            jobs.Add(await LeaseAsync(unit, row));
    }

    /// <summary>Whether this node is the first to see that a pause is over; the pause begins anew.</summary>
    private static async Task<bool> IsFirstAsync(Unit unit, string kind, string bucket) => await unit.ExecuteAsync(
        "UPDATE job_buckets SET paused_until = @until WHERE kind = @kind AND bucket = @bucket AND paused_until <= @Now",
        new { until = unit.Now + ProbeTime, kind, bucket, unit.Now }) == 1;

    /// <summary>Leases a job for which a slot has been taken.</summary>
    private async Task<Job> LeaseAsync(Unit unit, JobRow row)
    {
        unit.OnRollback(() => slots.Release(row.Kind, row.Bucket));
        var lease = Ids.Random();
        await unit.ExecuteAsync("UPDATE jobs SET lease = @lease, due = @until, parked = 0 WHERE position = @Position",
            new { lease, until = unit.Now + Jobs.LeaseTime, row.Position });
        return row.Leased(lease, memory.Take(row.Position));
    }

    private sealed record Failing
    {
        public string Bucket { get; init; } = "";

        public int Failures { get; init; }

        public Timestamp PausedUntil { get; init; }
    }
}
