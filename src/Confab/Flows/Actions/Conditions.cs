namespace Confab.Flows.Actions;

/// <summary>What conditions have in common: how they compare, and where they go.</summary>
internal static class Conditions
{
    private static readonly string[] Words = ["==", "!=", ">", ">=", "<", "<="];

    /// <summary>Checks the options that every condition has.</summary>
    public static void Check(ActionCheck check)
    {
        check.RequiredWord("condition", Words);
        check.Target("false_target_id");
    }

    /// <summary>Goes on when true, jumps when false.</summary>
    public static Step Go(bool holds, JsonBody option) => holds ? Step.Next : new Step.Go(option.Id("false_target_id") ?? Guid.Empty);

    /// <summary>Whether a comparison holds; what cannot be compared is unequal and nothing else.</summary>
    public static bool Holds(string? condition, int? order) => (condition, order) switch
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
}
