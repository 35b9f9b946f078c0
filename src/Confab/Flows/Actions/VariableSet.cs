namespace Confab.Flows.Actions;

/// <summary><c>variable_set</c>: sets a variable.</summary>
internal sealed class VariableSet : IActionKind
{
    public string Type => "variable_set";

    public void Check(ActionCheck check)
    {
        if (check.RequiredText("key") is { } key && Variables.IsReserved(key))
            check.Faults.Add(check.Option.Path("key"), $"must not begin with {Variables.Reserved}: only the server sets those.");
        check.Faults.Try(() => check.Option.Text("value", ActionCheck.MaxText));
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option) => Task.FromResult(
        run.Set(run.Expand(option.Text("key", ActionCheck.MaxText) ?? ""), run.Expand(option.Text("value", ActionCheck.MaxText) ?? "")) is { } fault
            ? new Step.Fail(fault) : Step.Next);
}
