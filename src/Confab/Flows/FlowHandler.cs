using Confab.Store;

namespace Confab.Flows;

/// <summary>
/// Moves activeflows on. Those of one conversation share its lane, so they run in message order, up to their first wait; from there each
/// has a lane of its own.
/// </summary>
internal class FlowHandler(Db db, FlowRunner runner, FlowCalls calls, Jobs jobs) : IJobHandler
{
    public const string JobKind = "flow";

    private const int MaxTries = 3;

    public virtual string Kind => JobKind;

    public virtual int Concurrency => 32;

    public virtual int PerBucket => 32;

    public bool Probes => false;

    /// <summary>The job that runs an activeflow.</summary>
    public static NewJob JobFor(Activeflow activeflow, string lane, Pause? pause = null) => new(pause?.Call is null ? JobKind : AwaitedCallHandler.JobKind, lane,
        pause?.Call is { } call ? JobBuckets.OfAddress(activeflow.CustomerId, call.Uri) : "", $"{activeflow.CustomerId:N}/{activeflow.Id:N}", pause?.Until);

    /// <summary>The lane of an activeflow that has waited once.</summary>
    public static string OwnLane(Activeflow activeflow) => $"activeflow/{activeflow.Id:N}";

    /// <summary>The lane of an activeflow that waits for a message.</summary>
    public static string MessageLane(Guid messageId) => $"message/{messageId:N}";

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var ids = job.Payload.Split('/');
        var (customerId, id) = (Guid.ParseExact(ids[0], "N"), Guid.ParseExact(ids[1], "N"));
        var read = await db.ReadAsync(sql => ActiveflowQueries.FindAsync(sql, customerId, id));
        if (read is not { Status: Activeflow.Running })
            return _ => Task.FromResult(Next.Finished);
        var pending = Wire.Read(read.State, FlowsJson.Wire.FlowState).Pending;
        var answer = pending is null ? null : await calls.SendAsync(pending, stop);
        if (answer is { MayPass: true } && job.Attempt + 1 < MaxTries)
            return _ => Task.FromResult<Next>(new Next.Retry(TimeSpan.FromSeconds(Math.Pow(2, job.Attempt)), "no answer"));
        return unit => GoOnAsync(unit, job, customerId, id, pending, answer);
    }

    private async Task<Next> GoOnAsync(Unit unit, Job job, Guid customerId, Guid id, FlowCall? pending, CallAnswer? answer)
    {
        if (await ActiveflowQueries.FindAsync(unit, customerId, id) is not { Status: Activeflow.Running } activeflow)
            return Next.Finished;
        var state = Wire.Read(activeflow.State, FlowsJson.Wire.FlowState);
        if (state.Pending?.Key != pending?.Key)
            return new Next.Wait(unit.Now);
        if (state.Blocked)
            return Next.Finished;
        var pause = await runner.RunAsync(unit, activeflow, state, answer);
        return pause is null ? Next.Finished : await WaitAsync(unit, job, activeflow, pause);
    }

    private async Task<Next> WaitAsync(Unit unit, Job job, Activeflow activeflow, Pause pause)
    {
        var next = JobFor(activeflow, pause.KeepsLane ? job.Lane : pause.MessageId is { } message ? MessageLane(message) : OwnLane(activeflow), pause);
        if ((next.Kind, next.Lane, next.Bucket) == (job.Kind, job.Lane, job.Bucket))
            return new Next.Wait(pause.Until);
        jobs.Add(unit, next);
        return Next.Finished;
    }
}

/// <summary>Makes the calls that a flow waits for, then runs it on. A kind of its own, so many at once per address: one that is slow holds up its own flows only.</summary>
internal sealed class AwaitedCallHandler(Db db, FlowRunner runner, FlowCalls calls, Jobs jobs) : FlowHandler(db, runner, calls, jobs)
{
    public new const string JobKind = "flow_wait";

    public override string Kind => JobKind;

    public override int Concurrency => 256;

    public override int PerBucket => 64;
}
