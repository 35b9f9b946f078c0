namespace Confab.Faults.Checks;

/// <summary>The table at the end.</summary>
internal sealed class Table
{
    private static readonly string[] Heads =
    [
        "fault", "acknowledged", "missing", "doubled", "sent twice", "out of order", "never told", "run twice", "not run", "waiting", "(told again)", "(unknown)", "seconds"
    ];

    private readonly SortedList<int, Verdict> rows = [];

    /// <summary>Whether every count is zero.</summary>
    public bool IsClean => rows.Values.All(verdict => verdict.IsClean);

    /// <summary>Adds a row at its place; from several threads.</summary>
    public void Add(int place, Verdict verdict)
    {
        lock (rows)
            rows.Add(place, verdict);
    }

    /// <summary>Prints it.</summary>
    public void Print()
    {
        var width = Math.Max(Heads[0].Length, rows.Values.Select(verdict => verdict.Fault.Length).DefaultIfEmpty(0).Max());
        Console.WriteLine($"\n{Heads[0].PadRight(width)}  {string.Join("  ", Heads[1..])}");
        foreach (var verdict in rows.Values)
            Console.WriteLine($"{verdict.Fault.PadRight(width)}  {(verdict.WhyNot.Length > 0 ? $"skipped: {verdict.WhyNot}" : verdict.Fail.Length > 0 ? "FAILED" : Row(verdict))}");
        Console.WriteLine($"\nIn brackets: allowed. {(IsClean ? "Every count is zero." : "NOT every count is zero.")}");
    }

    private static string Row(Verdict verdict)
    {
        double[] counts =
        [
            verdict.Acknowledged, verdict.Missing, verdict.Doubled, verdict.SentTwice, verdict.OutOfOrder, verdict.NeverTold, verdict.RunTwice, verdict.NotRun,
            verdict.Waiting, verdict.ToldAgain, verdict.Unknown, verdict.Seconds
        ];
        return string.Join("  ", counts.Select((count, i) => count.ToString("0").PadLeft(Heads[i + 1].Length)));
    }
}
