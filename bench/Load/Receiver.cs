using System.Buffers.Text;
using System.Diagnostics;

namespace Confab.Load;

/// <summary>Plays a customer's webhook receiver: knows each message by the number in its text, and counts its first arrivals only.</summary>
internal sealed class Receiver : Sink
{
    private const int Created = 1;
    private const int Updated = 2;
    private static readonly byte[] Ok = Answer("{}");
    private readonly int[] seen = new int[1 << 24];
    private long first;
    private long arrived;
    private long last;

    /// <summary>Told of the first arrival of each message's creation, with its number.</summary>
    public Action<long>? Arrived { get; set; }

    /// <summary>How many events of messages from <see cref="Begin"/> on have arrived.</summary>
    public long Count => Interlocked.Read(ref arrived);

    /// <summary>When the last of them came, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Last => Interlocked.Read(ref last);

    /// <summary>Counts from here on, and only messages with numbers from <paramref name="number"/> on.</summary>
    public void Begin(long number)
    {
        Interlocked.Exchange(ref first, number);
        Interlocked.Exchange(ref arrived, 0);
        Interlocked.Exchange(ref last, Stopwatch.GetTimestamp());
    }

    /// <summary>Waits until so many events have come, or nothing has for a while; false when some are missing.</summary>
    public async Task<bool> WaitAsync(long count, TimeSpan limit)
    {
        var end = Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        while (Count < count && Stopwatch.GetTimestamp() < end)
            await Task.Delay(5);
        return Count >= count;
    }

    /// <inheritdoc />
    protected override byte[] Take(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var mark = body.IndexOf(Requests.Mark);
        if (mark < 0 || !Utf8Parser.TryParse(body.Slice(mark + Requests.Mark.Length, Requests.Digits), out long number, out _) || number < Interlocked.Read(ref first))
            return Ok;
        var bit = body[..Math.Min(body.Length, 60)].IndexOf("_updated"u8) >= 0 ? Updated : Created;
        if ((Interlocked.Or(ref seen[number % seen.Length], bit) & bit) != 0)
            return Ok;
        if (bit == Created)
            Arrived?.Invoke(number);
        Interlocked.Exchange(ref last, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref arrived);
        return Ok;
    }
}
