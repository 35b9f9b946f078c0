namespace Confab.Faults.Checks;

/// <summary>What was counted after one fault. All but <see cref="ToldAgain"/> and <see cref="Unknown"/> must be zero.</summary>
internal sealed record Verdict(string Fault)
{
    /// <summary>Acknowledged messages.</summary>
    public int Acknowledged { get; init; }

    /// <summary>Acknowledged, and not there, or never handed to its provider.</summary>
    public int Missing { get; init; }

    /// <summary>More than once in its conversation.</summary>
    public int Doubled { get; init; }

    /// <summary>Sent to the provider twice.</summary>
    public int SentTwice { get; init; }

    /// <summary>Events told before one that came earlier in their conversation.</summary>
    public int OutOfOrder { get; init; }

    /// <summary>Events committed and never told.</summary>
    public int NeverTold { get; init; }

    /// <summary>Actions of flows run twice.</summary>
    public int RunTwice { get; init; }

    /// <summary>Actions of flows not run.</summary>
    public int NotRun { get; init; }

    /// <summary>Jobs that still waited in the end.</summary>
    public int Waiting { get; init; }

    /// <summary>Deliveries of an event that had arrived before: allowed.</summary>
    public int ToldAgain { get; init; }

    /// <summary>Messages of which nobody knows whether they went out, and which say so: allowed where a provider knows no keys.</summary>
    public int Unknown { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>A few examples of what should not be.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Why it was not tried; empty when it was.</summary>
    public string WhyNot { get; init; } = "";

    /// <summary>What went wrong with the trial itself; empty for nothing.</summary>
    public string Fail { get; init; } = "";

    /// <summary>Whether it was tried, or could not be, and every count is zero.</summary>
    public bool IsClean => Fail.Length == 0 && Missing + Doubled + SentTwice + OutOfOrder + NeverTold + RunTwice + NotRun + Waiting == 0;

    /// <summary>It in a line.</summary>
    public string Line => WhyNot.Length > 0 ? $"{Fault}: skipped, {WhyNot}" : Fail.Length > 0 ? $"{Fault}: FAILED, {Fail}"
        : $"{Fault}: {(IsClean ? "all zero" : $"NOT ZERO (missing {Missing}, doubled {Doubled}, sent twice {SentTwice}, out of order {OutOfOrder}, never told {NeverTold}, run twice {RunTwice}, not run {NotRun}, waiting {Waiting})")}, {Acknowledged} acknowledged, {Seconds:0} s";

    /// <summary>A fault that cannot be tried here.</summary>
    public static Verdict Skipped(string fault, string whyNot) => new(fault) { WhyNot = whyNot };

    /// <summary>A fault whose trial did not come to its end.</summary>
    public static Verdict Broken(string fault, Exception e) => new(fault) { Fail = $"{e.GetType().Name}: {e.Message}" };
}
