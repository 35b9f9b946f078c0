using Confab.Store;

namespace Confab.Flows;

/// <summary>Makes the calls that no flow waits for; those of one activeflow go out in order.</summary>
internal sealed class FlowCallHandler(FlowCalls calls) : IJobHandler
{
    private const string JobKind = "flow_call";
    private const int MaxTries = 3;

    public string Kind => JobKind;

    public int Concurrency => 256;

    public int PerBucket => 64;

    public bool Probes => false;

    /// <summary>The job that makes a call; an address that is slow holds up its own.</summary>
    public static NewJob JobFor(Activeflow activeflow, FlowCall call) => new(JobKind, activeflow.Id.ToString("N"), JobBuckets.OfAddress(activeflow.CustomerId, call.Uri), Wire.Text(call, FlowsJson.Wire.FlowCall));

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var answer = await calls.SendAsync(Wire.Read(job.Payload, FlowsJson.Wire.FlowCall), stop);
        return answer.MayPass && job.Attempt + 1 < MaxTries
            ? _ => Task.FromResult<Next>(new Next.Retry(TimeSpan.FromSeconds(Math.Pow(2, job.Attempt)), answer.Why))
            : _ => Task.FromResult<Next>(new Next.Done(!answer.MayPass));
    }
}
