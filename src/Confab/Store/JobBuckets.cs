namespace Confab.Store;

/// <summary>
/// What jobs lean on, an endpoint or an account, and how well it is. After a few failures in a row its jobs are parked and one at a time
/// goes out as a probe: ten thousand waiting conversations are not ten thousand tries.
/// </summary>
internal static class JobBuckets
{
    /// <summary>So many jobs that failed in a row make a bucket a failing one.</summary>
    public const int Threshold = 5;

    /// <summary>How many characters name whose a bucket is.</summary>
    public const int GroupLength = 32;

    private const int MaxAddress = 200;
    private const int MaxReason = 200;

    /// <summary>The longest wait between two probes.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <summary>A customer's bucket: what its jobs lean on, and whose it is, so that one customer's buckets do not take all workers.</summary>
    public static string Of(Guid customerId, string what) => $"{customerId:N}/{what}";

    /// <summary>The same for an account or an endpoint.</summary>
    public static string Of(Guid customerId, Guid id) => $"{customerId:N}/{id:N}";

    /// <summary>The same for an address that the customer chose: its host and path.</summary>
    public static string OfAddress(Guid customerId, string address)
    {
        var what = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Authority + uri.AbsolutePath : "";
        return Of(customerId, what.Cut(MaxAddress));
    }

    /// <summary>Whose a bucket is; empty for nobody's.</summary>
    public static string GroupOf(string bucket) => bucket.Length > GroupLength && bucket[GroupLength] == '/' ? bucket[..GroupLength] : "";

    /// <summary>
    /// Counts a job that failed, once: one that is refused over and over says little about the rest. From the threshold on, the next probe
    /// comes when the failed job would, or after <see cref="MaxPause"/>.
    /// </summary>
    public static async Task FailedAsync(Unit unit, JobSlots slots, Job job, TimeSpan retry, string why)
    {
        if (job.Bucket.Length == 0)
            return;
        unit.StandAlone();
        unit.OnCommit(() => slots.SetTroubled(job.Kind, job.Bucket));
        await unit.ExecuteAsync("""
            INSERT INTO job_buckets (kind, bucket, failures, paused_until, reason, tm_update) VALUES (@Kind, @Bucket, 1, @until, @why, @Now)
            ON CONFLICT (kind, bucket) DO UPDATE SET failures = job_buckets.failures + @counted, paused_until = excluded.paused_until,
                reason = excluded.reason, tm_update = excluded.tm_update
            """, new { job.Kind, job.Bucket, counted = job.Attempt == 0 ? 1 : 0, until = unit.Now + (retry < MaxPause ? retry : MaxPause), why = why.Cut(MaxReason), unit.Now });
    }

    /// <summary>A job succeeded: the bucket is well. Only where it is known to have failed there is anything to forget.</summary>
    public static async Task SucceededAsync(Unit unit, JobSlots slots, Job job)
    {
        if (slots.IsTroubled(job.Kind, job.Bucket) && await ForgetAsync(unit, job.Kind, job.Bucket))
            unit.OnCommit(slots.Wake);
    }

    /// <summary>Forgets the failures, and lets what was parked go now; true when there were any.</summary>
    public static async Task<bool> ForgetAsync(Unit unit, string kind, string bucket)
    {
        unit.StandAlone();
        if (bucket.Length == 0 || await unit.ExecuteAsync("DELETE FROM job_buckets WHERE kind = @kind AND bucket = @bucket", new { kind, bucket }) == 0)
            return false;
        await unit.ExecuteAsync("UPDATE jobs SET due = @Now, parked = 0 WHERE kind = @kind AND bucket = @bucket AND parked = 1",
            new { kind, bucket, unit.Now });
        return true;
    }

    /// <summary>The same for jobs of every kind: what they lean on is gone.</summary>
    public static async Task ForgetAsync(Unit unit, string bucket)
    {
        foreach (var kind in await unit.QueryAsync<string>("SELECT kind FROM job_buckets WHERE bucket = @bucket", new { bucket }))
            await ForgetAsync(unit, kind, bucket);
    }

    /// <summary>
    /// What jobs of any kind lean on may have been put right: its failures are forgotten, and what waits because of them goes now, its attempts
    /// counted anew. The bucket is held before its jobs, as everywhere.
    /// </summary>
    public static async Task RenewAsync(Unit unit, string bucket)
    {
        foreach (var kind in await unit.QueryAsync<string>($"SELECT kind FROM job_buckets WHERE bucket = @bucket ORDER BY kind{unit.Lock}", new { bucket }))
        {
            await unit.ExecuteAsync("UPDATE jobs SET due = @Now, attempt = 0, parked = 0 WHERE kind = @kind AND bucket = @bucket AND head = 1 AND lease IS NULL AND attempt > 0 AND due > @Now",
                new { kind, bucket, unit.Now });
            await ForgetAsync(unit, kind, bucket);
        }
    }

    /// <summary>A job that was to be the probe ended without trying: the next one goes at once.</summary>
    public static async Task UntriedAsync(Unit unit, JobSlots slots, Job job)
    {
        if (!slots.IsTroubled(job.Kind, job.Bucket))
            return;
        unit.StandAlone();
        if (await unit.ExecuteAsync("UPDATE job_buckets SET paused_until = @Now WHERE kind = @Kind AND bucket = @Bucket", new { job.Kind, job.Bucket, unit.Now }) > 0)
            unit.OnCommit(slots.Wake);
    }
}
