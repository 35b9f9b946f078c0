using Confab.Store;

namespace Confab.Flows.Actions;

/// <summary><c>webhook_send</c>: an HTTP call; with <c>sync</c>, the flow waits and the fields of a JSON answer become variables.</summary>
internal sealed class WebhookSend(GuardedHttp http, Jobs jobs) : IActionKind
{
    private static readonly string[] Methods = ["", "POST", "GET", "PUT", "DELETE"];

    public string Type => "webhook_send";

    public void Check(ActionCheck check)
    {
        var uri = check.RequiredText("uri");
        if (uri is not null && !uri.Contains("${", StringComparison.Ordinal) && http.Check(uri) is { } fault)
            check.Faults.Add(check.Option.Path("uri"), fault);
        check.Faults.Try(() => check.Option.Word("method", Methods));
        check.Faults.Try(() => check.Option.Text("data_type"));
        check.Faults.Try(() => check.Option.Text("data", ActionCheck.MaxText));
        check.Faults.Try(() => check.Option.Flag("sync"));
    }

    public async Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var sync = option.Flag("sync") ?? false;
        var request = new FlowCall(run.Expand(option.Text("uri", ActionCheck.MaxText) ?? ""), option.Text("method") is { Length: > 0 } method ? method : "POST",
            option.Text("data_type") is { Length: > 0 } type ? type : "application/json", run.Expand(option.Text("data", ActionCheck.MaxText) ?? ""),
            $"{run.Id}-{run.Steps}", sync);
        if (sync)
            return new Step.Call(request);
        jobs.Add(run.Unit, FlowCallHandler.JobFor(run.Id, request));
        return Step.Next;
    }
}
