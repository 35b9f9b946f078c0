namespace Confab.Store;

/// <summary>
/// The durable queue. A job is added in the unit of work that needs it done; within a lane jobs run one at a time, in the order in which
/// they were added; lanes run side by side. Who adds to a lane holds the lock on what the lane is about, a conversation mostly.
/// </summary>
internal sealed class Jobs(JobSlots slots, JobMemory memory, LaneWatch watch)
{
    /// <summary>How long a lease holds unless it is renewed.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds a job. One that is due now, first in its lane and finds a free worker here is leased at once and starts right after the
    /// commit, without a claim.
    /// </summary>
    public void Add(Unit unit, NewJob job)
    {
        var due = job.Due ?? unit.Now;
        var lease = due <= unit.Now && slots.TryTake(job.Kind, job.Bucket) ? Ids.Random() : (Guid?)null;
        if (lease is not null)
            unit.OnRollback(() => slots.Release(job.Kind, job.Bucket));
        var asked = unit.Ask<Added>("""
            WITH place AS (SELECT CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE kind = @Kind AND lane = @Lane) THEN 0 ELSE 1 END AS head)
            INSERT INTO jobs (kind, lane, bucket, payload, head, due, lease, attempt, begun, parked, tm_create)
            SELECT @Kind, @Lane, @Bucket, @Payload, head, CASE WHEN head = 1 THEN @leased ELSE @due END, CASE WHEN head = 1 THEN @lease END, 0, 0, 0, @Now FROM place
            RETURNING position, head
            """, new { job.Kind, job.Lane, job.Bucket, job.Payload, due, leased = lease is null ? due : due + LeaseTime, lease, unit.Now });
        unit.OnCommit(() =>
        {
            var added = asked.Answer!;
            if (lease is { } token && added.Head)
            {
                slots.Start(new Job(added.Position, job.Kind, job.Lane, job.Bucket, job.Payload, 0, false, token, unit.Now, job.Carried) { Due = due });
                return;
            }
            memory.Keep(added.Position, job.Carried);
            if (!added.Head)
                watch.Add(added.Position);
            if (lease is not null)
                slots.Release(job.Kind, job.Bucket);
            else if (added.Head && due <= unit.Now)
                slots.Overflow();
        });
    }

    /// <summary>Makes the first job of a lane due now, whatever it waited for.</summary>
    public void Wake(Unit unit, string kind, string lane)
    {
        var woken = unit.Ask<bool>("UPDATE jobs SET due = @Now WHERE kind = @kind AND lane = @lane AND head = 1 AND lease IS NULL AND due > @Now RETURNING 1",
            new { unit.Now, kind, lane });
        unit.OnCommit(() =>
        {
            if (woken.Answer)
                slots.Wake();
        });
    }

    /// <summary>Makes the waiting jobs with this payload the next to go, their attempts counted anew; false when there are none in these lanes, running or not.</summary>
    public async Task<bool> HastenAsync(Unit unit, string kind, IReadOnlyList<string> lanes, string payload)
    {
        await unit.QueryAsync<int, string>("UPDATE jobs SET due = 0, attempt = 0, parked = 0 WHERE kind = @kind AND lane IN {items} AND payload = @payload AND head = 1 AND lease IS NULL RETURNING 1",
            new { kind, payload }, lanes);
        unit.OnCommit(slots.Wake);
        return (await unit.QueryAsync<int, string>("SELECT 1 FROM jobs WHERE kind = @kind AND lane IN {items} AND payload = @payload", new { kind, payload }, lanes)).Count > 0;
    }

    /// <summary>Takes the waiting jobs with this payload out of their lanes, which go on; one that runs stays.</summary>
    public async Task DropAsync(Unit unit, string kind, IReadOnlyList<string> lanes, string payload)
    {
        foreach (var lane in await unit.QueryAsync<string, string>("DELETE FROM jobs WHERE kind = @kind AND lane IN {items} AND payload = @payload AND lease IS NULL RETURNING lane",
            new { kind, payload }, lanes))
            unit.Write("UPDATE jobs SET head = 1 WHERE position = (SELECT position FROM jobs WHERE kind = @kind AND lane = @lane ORDER BY position LIMIT 1) AND head = 0", new { kind, lane });
        unit.OnCommit(slots.Wake);
    }

    /// <summary>
    /// Commits that an attempt begins: from here on the outside may have seen it. A job found begun and unfinished has an unknown outcome.
    /// </summary>
    /// <exception cref="LeaseLostException">The job is another's by now.</exception>
    public static Task BeginAsync(Db db, Job job) => db.WriteAsync(unit => BeginAsync(unit, job));

    /// <summary>The same in a unit of work.</summary>
    public static async Task BeginAsync(Unit unit, Job job)
    {
        if (await unit.ExecuteAsync("UPDATE jobs SET begun = 1 WHERE position = @Position AND lease = @Lease", new { job.Position, job.Lease }) == 0)
            throw new LeaseLostException();
    }
}

/// <summary>Where a job has come to stand.</summary>
internal sealed record Added
{
    public long Position { get; init; }

    /// <summary>Whether it is the first of its lane.</summary>
    public bool Head { get; init; }
}

/// <summary>A job to add.</summary>
/// <param name="Kind">Which handler runs it.</param>
/// <param name="Lane">What it must stay in order with.</param>
/// <param name="Bucket">What it leans on, an endpoint or an account: where that keeps failing, its jobs wait together.</param>
/// <param name="Payload">What the handler needs to know.</param>
/// <param name="Due">Not before; null for now.</param>
/// <param name="Carried">What the handler would have to read again: handed to it where the job runs on this node.</param>
internal sealed record NewJob(string Kind, string Lane, string Bucket, string Payload, Timestamp? Due = null, object? Carried = null);

/// <summary>A job that is leased to this node.</summary>
/// <param name="Position">Its place in the queue, and its name.</param>
/// <param name="Kind">Which handler runs it.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="Bucket">What it leans on.</param>
/// <param name="Payload">What to do.</param>
/// <param name="Attempt">How many attempts have failed.</param>
/// <param name="Begun">Whether an attempt began and nobody knows how it ended.</param>
/// <param name="Lease">The token without which nothing of it can be committed.</param>
/// <param name="TmCreate">When it was added.</param>
/// <param name="Carried">What the handler would have to read again, where it is at hand; else null.</param>
internal sealed record Job(long Position, string Kind, string Lane, string Bucket, string Payload, int Attempt, bool Begun, Guid Lease, Timestamp TmCreate, object? Carried)
{
    /// <summary>Since when it was due as it was leased; never, when it was parked.</summary>
    public Timestamp Due { get; init; }
}

/// <summary>The lease of a job has passed to another; what was about to be committed is void.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside the store only.
internal sealed class LeaseLostException() : Exception("lease lost");
#pragma warning restore CA1032, CA1064
