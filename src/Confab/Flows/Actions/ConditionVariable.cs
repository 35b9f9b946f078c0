using System.Globalization;
using System.Text.Json;

namespace Confab.Flows.Actions;

/// <summary><c>condition_variable</c>: goes on when a variable compares true, jumps when false.</summary>
internal sealed class ConditionVariable : IActionKind
{
    private static readonly string[] ValueTypes = ["string", "number", "length"];

    public string Type => "condition_variable";

    public void Check(ActionCheck check)
    {
        Conditions.Check(check);
        check.RequiredText("variable");
        check.RequiredWord("value_type", ValueTypes);
        check.Faults.Try(() => check.Option.Text("value_string", ActionCheck.MaxText));
        check.Faults.Try(() => Number(check.Option));
        check.Faults.Try(() => check.Option.Number("value_length", 0, int.MaxValue));
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var value = run.Value(option.Text("variable", ActionCheck.MaxText) ?? "");
        int? order = option.Text("value_type") switch
        {
            "number" => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.CompareTo(Number(option)) : null,
            "length" => ((long)value.Length).CompareTo(option.Number("value_length", 0, int.MaxValue) ?? 0),
            _ => string.CompareOrdinal(value, run.Expand(option.Text("value_string", ActionCheck.MaxText) ?? ""))
        };
        return Task.FromResult(Conditions.Go(Conditions.Holds(option.Text("condition"), order), option));
    }

    private static decimal Number(JsonBody option) => option.Element("value_number") switch
    {
        null => 0,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDecimal(out var number) => number,
        _ => throw Problem.Invalid(option.Path("value_number"), "must be a number.").AsException()
    };
}
