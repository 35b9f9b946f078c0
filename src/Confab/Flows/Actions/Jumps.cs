namespace Confab.Flows.Actions;

/// <summary><c>goto</c>: jumps, at most <c>loop_count</c> times; then goes on.</summary>
internal sealed class Goto : IActionKind
{
    public string Type => "goto";

    public void Check(ActionCheck check)
    {
        check.Target("target_id", required: true);
        check.Faults.Try(() => check.Option.Number("loop_count", 0, FlowEngine.MaxSteps));
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option) => Task.FromResult(
        run.Loop() <= (option.Number("loop_count", 0, FlowEngine.MaxSteps) ?? 0) ? new Step.Go(option.Id("target_id") ?? Guid.Empty) : Step.Next);
}

/// <summary><c>sleep</c>: waits so many milliseconds, across restarts.</summary>
internal sealed class Sleep : IActionKind
{
    private static readonly long Longest = (long)TimeSpan.FromDays(30).TotalMilliseconds;

    public string Type => "sleep";

    public void Check(ActionCheck check) => check.Faults.Try(() =>
        check.Option.Number("duration", 0, Longest) ?? throw Problem.Missing(check.Option.Path("duration")).AsException());

    public Task<Step> RunAsync(FlowRun run, JsonBody option) =>
        Task.FromResult<Step>(new Step.Sleep(run.Unit.Now + TimeSpan.FromMilliseconds(option.Number("duration", 0, Longest) ?? 0)));
}

/// <summary><c>stop</c>: ends the activeflow.</summary>
internal sealed class Stop : IActionKind
{
    public string Type => "stop";

    public void Check(ActionCheck check)
    {
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option) => Task.FromResult<Step>(new Step.Stop());
}
