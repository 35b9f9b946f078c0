namespace Confab.Events;

/// <summary>Says on this node that events were committed. Costs next to nothing where nobody waits for it.</summary>
internal sealed class EventSignal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);
    private int raised;

    /// <summary>Wakes the one who waits, or the next to come.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref raised, 1) == 0)
            semaphore.Release();
    }

    /// <summary>Waits until it is raised, but no longer than <paramref name="limit"/>. For one at a time.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken stop)
    {
        if (await semaphore.WaitAsync(limit, stop))
            Volatile.Write(ref raised, 0);
    }

    /// <inheritdoc />
    public void Dispose() => semaphore.Dispose();
}
