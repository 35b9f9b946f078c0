using System.Text;

namespace Confab.Flows.Actions;

/// <summary><c>fetch_flow</c>: runs another flow's actions, as they are now, and comes back.</summary>
internal sealed class FetchFlow : IActionKind
{
    public string Type => "fetch_flow";

    public void Check(ActionCheck check) => check.Reference("flow_id", "flows", required: true);

    public async Task<Step> RunAsync(FlowRun run, JsonBody option) =>
        await run.World.FindFlowAsync(option.Id("flow_id") ?? Guid.Empty) is { } flow ? new Step.Enter(Wire.Read(flow.Actions, FlowsJson.Wire.ListFlowAction))
            : new Step.Fail("flow_id: there is no such flow.");
}

/// <summary><c>fetch</c>: asks a URL for actions, runs them and comes back. It answers a list of actions, or an object that has one as <c>actions</c>.</summary>
internal sealed class Fetch(GuardedHttp http) : IActionKind
{
    public string Type => "fetch";

    public void Check(ActionCheck check)
    {
        check.Address("event_url", http);
        check.Faults.Try(() => check.Option.Word("event_method", FlowCall.Methods));
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option) => Task.FromResult<Step>(new Step.Call(new FlowCall(run.Address(option, "event_url", http),
        FlowCall.MethodOf(option, "event_method"), FlowCall.JsonType, $$"""{"activeflow_id":"{{run.Id}}","reference_id":"{{run.ReferenceId}}"}""", run.CallKey, true)));

    public Step Answered(FlowRun run, CallAnswer answer)
    {
        var text = Encoding.UTF8.GetString(answer.Body).Trim();
        return new Step.EnterUnchecked(JsonBody.Parse(Encoding.UTF8.GetBytes(text.StartsWith('[') ? $$"""{"actions":{{text}}}""" : text)));
    }
}
