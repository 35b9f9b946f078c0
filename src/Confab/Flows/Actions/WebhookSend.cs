using System.Text.Json;
using Confab.Channels;

namespace Confab.Flows.Actions;

/// <summary><c>webhook_send</c>: an HTTP call; with <c>sync</c>, the flow waits and the fields of a JSON answer become variables.</summary>
internal sealed class WebhookSend(GuardedHttp http) : IActionKind
{
    public string Type => "webhook_send";

    public void Check(ActionCheck check)
    {
        check.Address("uri", http);
        check.Faults.Try(() => check.Option.Word("method", FlowCall.Methods));
        check.Faults.Try(() => check.Option.Text("data_type"));
        check.Faults.Try(() => check.Option.Text("data", ActionCheck.MaxText));
        check.Faults.Try(() => check.Option.Flag("sync"));
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var sync = option.Flag("sync") ?? false;
        var call = new FlowCall(run.Address(option, "uri", http), FlowCall.MethodOf(option, "method"), option.Text("data_type") is { Length: > 0 } type ? type : FlowCall.JsonType,
            run.Expand(option.Text("data", ActionCheck.MaxText) ?? ""), run.CallKey, sync);
        if (sync)
            return Task.FromResult<Step>(new Step.Call(call));
        run.World.Call(call);
        return Task.FromResult(Step.Next);
    }

    public Step Answered(FlowRun run, CallAnswer answer) =>
        ProviderText.Json(answer.Body) is { ValueKind: JsonValueKind.Object } fields && run.SetAll(fields) is { } fault ? new Step.Fail(fault) : Step.Next;
}
