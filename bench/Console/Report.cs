using System.Globalization;

namespace Confab.ConsoleBench;

/// <summary>Prints what was measured.</summary>
internal static class Report
{
    /// <summary>Says what follows.</summary>
    public static void Begin(Options options)
    {
        Line($"{(options.Database == "sqlite" ? "sqlite" : "postgres")}, {options.Conversations:N0} conversations, {Environment.ProcessorCount} cores for browser, server and database together; milliseconds");
        Line($"");
    }

    /// <summary>A row of figures by name: the median, and the worst.</summary>
    public static void Times(string what, IReadOnlyList<double> times) => Line($"{what,-46} median {At(times, 0.5),6:N0}   worst {times.Max(),6:N0}   of {times.Count}");

    /// <summary>One figure.</summary>
    public static void Fact(string what, string value) => Line($"{what,-46} {value}");

    /// <summary>The frames of something, beside those of an empty page.</summary>
    public static void Frames(string what, Watched seen, Watched? empty = null)
    {
        Line($"{what,-46} frames: median {At(seen.Frames, 0.5),5:N1}{Of(0.5)}, p95 {At(seen.Frames, 0.95),5:N1}{Of(0.95)}, p99 {At(seen.Frames, 0.99),5:N1}{Of(0.99)}, worst {seen.Frames.Max(),5:N1} of {seen.Frames.Length}");
        Line($"{"",-46} long tasks: {seen.Long.Length}, over 100 ms {seen.Long.Count(time => time > 100)}, worst {seen.Long.DefaultIfEmpty().Max():N0}; held: {seen.Rows} rows, {seen.Messages} messages; heap {seen.Before.Heap:N0} → {seen.After.Heap:N0} MB, nodes {seen.Before.Nodes:N0} → {seen.After.Nodes:N0}");
        if (seen.Keys.Length > 0)
            Line($"{"",-46} from key to screen: median {At(seen.Keys, 0.5):N0}, p95 {At(seen.Keys, 0.95):N0}, worst {seen.Keys.Max():N0}");
        string Of(double share) => empty is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({At(seen.Frames, share) / At(empty.Frames, share):N1} ×)");
    }

    private static void Line(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line).TrimEnd());

    private static double At(IReadOnlyList<double> times, double share) => times.Order().ElementAt((int)Math.Min(times.Count - 1, times.Count * share));
}
