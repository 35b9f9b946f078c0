using System.Globalization;

namespace Confab.Flows.Actions;

/// <summary><c>condition_variable</c>: goes on when a variable compares true, jumps when false.</summary>
internal sealed class ConditionVariable : IActionKind
{
    private static readonly string[] Conditions = ["==", "!=", ">", ">=", "<", "<="];
    private static readonly string[] ValueTypes = ["string", "number", "length"];

    public string Type => "condition_variable";

    public void Check(ActionCheck check)
    {
        check.RequiredText("variable");
        check.Faults.Try(() => check.Option.Word("condition", Conditions) ?? throw Problem.Missing(check.Option.Path("condition")).AsException());
        check.Faults.Try(() => check.Option.Word("value_type", ValueTypes) ?? throw Problem.Missing(check.Option.Path("value_type")).AsException());
        check.Faults.Try(() => check.Option.Text("value_string", ActionCheck.MaxText));
        check.Faults.Try(() => Number(check.Option));
        check.Faults.Try(() => check.Option.Number("value_length", 0, int.MaxValue));
        check.Target("false_target_id");
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
        return Task.FromResult(Holds(option.Text("condition") ?? "", order) ? Step.Next : new Step.Go(option.Id("false_target_id") ?? Guid.Empty));
    }

    /// <summary>Whether a comparison holds; what cannot be compared is unequal and nothing else.</summary>
    public static bool Holds(string condition, int? order) => (condition, order) switch
    {
        ("!=", null) => true,
        (_, null) => false,
        ("==", var o) => o == 0,
        ("!=", var o) => o != 0,
        (">", var o) => o > 0,
        (">=", var o) => o >= 0,
        ("<", var o) => o < 0,
        ("<=", var o) => o <= 0,
        _ => false
    };

    private static decimal Number(JsonBody option) => option.Element("value_number") switch
    {
        null => 0,
        { ValueKind: System.Text.Json.JsonValueKind.Number } value when value.TryGetDecimal(out var number) => number,
        _ => throw Problem.Invalid(option.Path("value_number"), "must be a number.").AsException()
    };
}
