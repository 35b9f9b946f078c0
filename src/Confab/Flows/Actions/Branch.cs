namespace Confab.Flows.Actions;

/// <summary><c>branch</c>: jumps by a variable's value; without a match to the default target, and without that on.</summary>
internal sealed class Branch : IActionKind
{
    public string Type => "branch";

    public void Check(ActionCheck check)
    {
        check.RequiredText("variable");
        check.Target("default_target_id");
        if (check.Faults.Try(() => check.Option.Object("target_ids")) is { } targets)
            foreach (var property in targets.Root.EnumerateObject())
                (check with { Option = targets }).Target(property.Name, required: true);
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var value = run.Value(option.Text("variable", ActionCheck.MaxText) ?? "");
        var target = option.Object("target_ids")?.Id(value) ?? option.Id("default_target_id") ?? Guid.Empty;
        return Task.FromResult<Step>(new Step.Go(target));
    }
}
