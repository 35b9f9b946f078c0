namespace Confab.Flows.Actions;

/// <summary><c>goto</c>: jumps, at most <c>loop_count</c> times where there is one; then goes on.</summary>
internal sealed class Goto : IActionKind
{
    public string Type => "goto";

    public void Check(ActionCheck check)
    {
        var count = check.Faults.Try(() => Count(check.Option));
        check.Target("target_id", required: true, isCounted: count is not null);
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option) => Task.FromResult(
        Count(option) is { } count && run.Loop() > count ? Step.Next : new Step.Go(option.Id("target_id") ?? Guid.Empty));

    private static long? Count(JsonBody option) => option.Number("loop_count", 0, int.MaxValue);
}

/// <summary><c>sleep</c>: waits so many milliseconds, across restarts.</summary>
internal sealed class Sleep : IActionKind
{
    private static readonly long Longest = (long)TimeSpan.FromDays(30).TotalMilliseconds;

    public string Type => "sleep";

    public void Check(ActionCheck check) => check.Faults.Try(() =>
        check.Option.Number("duration", 0, Longest) ?? throw Problem.Missing(check.Option.Path("duration")).AsException());

    public Task<Step> RunAsync(FlowRun run, JsonBody option) =>
        Task.FromResult<Step>(new Step.Sleep(run.World.Now + TimeSpan.FromMilliseconds(option.Number("duration", 0, Longest) ?? 0)));
}

/// <summary><c>block</c>: waits until <c>POST /activeflows/{id}/continue</c>.</summary>
internal sealed class Block : IActionKind
{
    public string Type => "block";

    public void Check(ActionCheck check)
    {
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option) => Task.FromResult<Step>(new Step.Block());
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
