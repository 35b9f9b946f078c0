using System.Numerics;

namespace Confab.Load;

/// <summary>Counts times in buckets that grow with the time: exact to 1 in 64, from a microsecond to hours, in 18 kB. Not for two threads at once.</summary>
internal sealed class Histogram
{
    private const int Bits = 6;
    private readonly long[] counts = new long[(64 - Bits) << Bits];

    /// <summary>How many times were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, in milliseconds.</summary>
    public double Max { get; private set; }

    /// <summary>Records a time.</summary>
    public void Record(TimeSpan time)
    {
        var micros = Math.Max(0, (long)time.TotalMicroseconds);
        counts[Index(micros)]++;
        Count++;
        Max = Math.Max(Max, micros / 1000.0);
    }

    /// <summary>Adds what another recorded.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < counts.Length; i++)
            counts[i] += other.counts[i];
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The time, in milliseconds, that this share of all stayed within.</summary>
    public double Percentile(double share)
    {
        var (left, index) = ((long)Math.Ceiling(Count * share), 0);
        while (index < counts.Length && (left -= counts[index]) > 0)
            index++;
        return Count == 0 ? 0 : Math.Min(Max, Value(index) / 1000.0);
    }

    private static int Index(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - Bits);
        return (shift << Bits) + (int)(value >> shift);
    }

    /// <summary>The middle of a bucket.</summary>
    private static double Value(int index)
    {
        var shift = Math.Max(0, (index >> Bits) - 1);
        return (((long)index - ((long)shift << Bits)) + 0.5) * (1L << shift);
    }
}
