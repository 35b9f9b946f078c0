using System.Collections.Concurrent;

namespace Confab.Store;

/// <summary>What jobs carry that were added here and wait: spares them a read where they run here too. Losing it costs no more than that read.</summary>
internal sealed class JobMemory
{
    private const int MaxKept = 5_000;
    private readonly ConcurrentDictionary<long, object> kept = new();
    private int count;

    /// <summary>Remembers what a job carries.</summary>
    public void Keep(long position, object? carried)
    {
        if (carried is null)
            return;
        if (Interlocked.Increment(ref count) > MaxKept)
        {
            kept.Clear();
            Volatile.Write(ref count, 1);
        }
        kept[position] = carried;
    }

    /// <summary>What a job carries, once.</summary>
    public object? Take(long position)
    {
        if (!kept.TryRemove(position, out var carried))
            return null;
        Interlocked.Decrement(ref count);
        return carried;
    }
}
