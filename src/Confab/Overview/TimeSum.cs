namespace Confab.Overview;

/// <summary>How long things took: how many, how long together, and how many of each length, from which a median can be told.</summary>
internal sealed record TimeSum
{
    /// <summary>Where one length ends and the next begins, in seconds; the last has no end.</summary>
    public static readonly int[] Bounds = [30, 60, 2 * 60, 5 * 60, 10 * 60, 20 * 60, 3600, 3 * 3600, 8 * 3600, 24 * 3600, 72 * 3600];

    /// <summary>The columns of the lengths.</summary>
    public static readonly string[] Columns = [.. Enumerable.Range(0, Bounds.Length + 1).Select(i => $"b{i}")];

    /// <summary>The same as SQL that adds rows up.</summary>
    public static readonly string Added = $"SUM(number) AS number, CAST(SUM(seconds) AS BIGINT) AS seconds, {string.Join(", ", Columns.Select(column => $"SUM({column}) AS {column}"))}";

    /// <summary>What took so long; empty in what is an agent's.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Whose.</summary>
    public Guid AgentId { get; init; }

    /// <summary>How many messages the agent sent, whether they are timed or not.</summary>
    public long Answers { get; init; }

    public long Number { get; init; }

    public long Seconds { get; init; }

    public long B0 { get; init; }

    public long B1 { get; init; }

    public long B2 { get; init; }

    public long B3 { get; init; }

    public long B4 { get; init; }

    public long B5 { get; init; }

    public long B6 { get; init; }

    public long B7 { get; init; }

    public long B8 { get; init; }

    public long B9 { get; init; }

    public long B10 { get; init; }

    public long B11 { get; init; }

    /// <summary>How many of each length.</summary>
    public long[] Lengths => [B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11];

    /// <summary>Which length a time has.</summary>
    public static int LengthOf(long seconds) => Array.FindIndex(Bounds, bound => seconds < bound) is >= 0 and var i ? i : Bounds.Length;

    /// <summary>
    /// Half of them took no longer, in seconds; null for none. Within a length they are taken as spread evenly; what is longer than all bounds reads as
    /// the last of them.
    /// </summary>
    public long? Median()
    {
        if (Number <= 1)
            return Number == 0 ? null : Seconds;
        var (half, before) = (Number / 2.0, 0L);
        for (var i = 0; i < Bounds.Length; i++)
        {
            if (Lengths[i] > 0 && before + Lengths[i] >= half)
                return (long)Math.Round((i == 0 ? 0 : Bounds[i - 1]) + (half - before) / Lengths[i] * (Bounds[i] - (i == 0 ? 0 : Bounds[i - 1])));
            before += Lengths[i];
        }
        return Bounds[^1];
    }

    public TimesJson ToJson() => new(Number, Number == 0 ? null : Seconds / Number, Median(),
        [.. Lengths.Select((count, i) => new LengthJson(i < Bounds.Length ? Bounds[i] : null, count))]);
}
