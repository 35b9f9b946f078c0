namespace Confab.Channels.WhatsApp;

/// <summary>
/// How fast one peer may be written to ("Pair rate limits": one message in 6 seconds, of which up to 45 may be used ahead). Kept on this node
/// only; across nodes Meta's own refusal, 131056, has the last word.
/// </summary>
internal sealed class PeerPace(TimeProvider clock)
{
    private const int Burst = 45;
    private const int MaxKnown = 50_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(6);
    private readonly long started = clock.GetTimestamp();
    private readonly Dictionary<(Guid, string), TimeSpan> used = [];
    private readonly Lock gate = new();

    /// <summary>Takes one message's turn; null when it may go, else how long it must wait.</summary>
    public TimeSpan? Take(Guid account, string peer)
    {
        var now = clock.GetElapsedTime(started);
        lock (gate)
        {
            var until = used.GetValueOrDefault((account, peer));
            if (until < now)
                until = now;
            if (until - now > Interval * (Burst - 1))
                return until - now - Interval * (Burst - 1);
            if (used.Count >= MaxKnown)
                Forget(now);
            used[(account, peer)] = until + Interval;
            return null;
        }
    }

    /// <summary>Meta says that nothing is left to use ahead: the next turn comes after an interval.</summary>
    public void Exhaust(Guid account, string peer)
    {
        lock (gate)
            used[(account, peer)] = clock.GetElapsedTime(started) + Interval * Burst;
    }

    /// <summary>Those whose turns have all come back are as if never heard of; where that does not help, all are.</summary>
    private void Forget(TimeSpan now)
    {
        foreach (var key in used.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            used.Remove(key);
        if (used.Count >= MaxKnown)
            used.Clear();
    }
}
