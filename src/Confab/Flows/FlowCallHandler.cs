using Confab.Store;

namespace Confab.Flows;

/// <summary>Makes the calls that no flow waits for; those of one activeflow go out in order.</summary>
internal sealed class FlowCallHandler(FlowCalls calls) : IJobHandler
{
    private const string JobKind = "flow_call";
    private const int MaxTries = 3;

    public string Kind => JobKind;

    public int Concurrency => 32;

    public int PerBucket => 4;

    /// <summary>The job that makes a call; what fails together is the host that is called.</summary>
    public static NewJob JobFor(Guid activeflowId, FlowCall call) => new(JobKind, activeflowId.ToString("N"),
        Uri.TryCreate(call.Uri, UriKind.Absolute, out var uri) ? uri.Authority : "", Wire.Text(call, FlowsJson.Wire.FlowCall));

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var answer = await calls.SendAsync(Wire.Read(job.Payload, FlowsJson.Wire.FlowCall), stop);
        return answer.MayPass && job.Attempt + 1 < MaxTries
            ? _ => Task.FromResult<Next>(new Next.Retry(TimeSpan.FromSeconds(Math.Pow(2, job.Attempt)), answer.Why))
            : _ => Task.FromResult<Next>(new Next.Done(answer.MayPass));
    }
}
