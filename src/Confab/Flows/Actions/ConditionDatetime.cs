using System.Text.Json;

namespace Confab.Flows.Actions;

/// <summary>
/// <c>condition_datetime</c>: goes on when the UTC clock compares true in every part that is asked for, jumps when false. A part that is
/// absent or -1, a month or day of 0 and an empty list of weekdays are not asked for.
/// </summary>
internal sealed class ConditionDatetime : IActionKind
{
    public string Type => "condition_datetime";

    public void Check(ActionCheck check)
    {
        Conditions.Check(check);
        foreach (var (name, max) in ((string, int)[])[("minute", 59), ("hour", 23), ("day", 31), ("month", 12)])
            check.Faults.Try(() => check.Option.Number(name, -1, max));
        check.Faults.Try(() => Weekdays(check.Option));
    }

    public Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var now = run.World.Now.ToDateTimeOffset();
        var condition = option.Text("condition");
        bool Holds(string name, int least, int clock) => option.Number(name, -1, 59) is not { } asked || asked < least || Conditions.Holds(condition, ((long)clock).CompareTo(asked));
        var weekdays = Weekdays(option);
        return Task.FromResult(Conditions.Go(Holds("minute", 0, now.Minute) && Holds("hour", 0, now.Hour) && Holds("day", 1, now.Day) && Holds("month", 1, now.Month)
            && (weekdays.Count == 0 || weekdays.Contains((int)now.DayOfWeek)), option));
    }

    /// <summary>Days of the week, Sunday being 0.</summary>
    private static List<int> Weekdays(JsonBody option) => option.Element("weekdays") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var day) && day is >= 0 and <= 6) =>
            [.. list.EnumerateArray().Select(item => item.GetInt32())],
        _ => throw Problem.Invalid(option.Path("weekdays"), "must be a list of whole numbers from 0 (Sunday) to 6 (Saturday).").AsException()
    };
}
