using Confab.Store;

namespace Confab.Flows;

/// <summary>Makes the calls that no flow waits for; those of one activeflow go out in order.</summary>
internal sealed class FlowCallHandler(FlowCalls calls) : IJobHandler
{
    private const string JobKind = "flow_call";
    private const int MaxTries = 3;

    public string Kind => JobKind;

    public int Concurrency => 256;

    public int PerBucket => 8;

    public bool Probes => false;

    /// <summary>The job that makes a call; a host that is slow holds up a few of its own.</summary>
    public static NewJob JobFor(Guid activeflowId, FlowCall call) => new(JobKind, activeflowId.ToString("N"), call.Host, Wire.Text(call, FlowsJson.Wire.FlowCall));

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var answer = await calls.SendAsync(Wire.Read(job.Payload, FlowsJson.Wire.FlowCall), stop);
        return answer.MayPass && job.Attempt + 1 < MaxTries
            ? _ => Task.FromResult<Next>(new Next.Retry(TimeSpan.FromSeconds(Math.Pow(2, job.Attempt)), answer.Why))
            : _ => Task.FromResult<Next>(new Next.Done(!answer.MayPass));
    }
}
