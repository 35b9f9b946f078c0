namespace Confab.Events.Webhooks;

/// <summary>When a delivery that failed is tried again: pure arithmetic.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);

    /// <summary>The wait before the next try, or null when it was the last.</summary>
    /// <param name="waits">The schedule.</param>
    /// <param name="failed">How many tries failed before this one.</param>
    /// <param name="retryAfter">What the receiver asked for.</param>
    /// <param name="jitter">0 to 1: moves the wait by up to a tenth either way.</param>
    public static TimeSpan? Next(IReadOnlyList<TimeSpan> waits, int failed, TimeSpan? retryAfter, double jitter)
    {
        if (failed >= waits.Count)
            return null;
        var wait = waits[failed] * (0.9 + 0.2 * jitter);
        var asked = retryAfter is { } after ? (after < MaxRetryAfter ? after : MaxRetryAfter) : TimeSpan.Zero;
        return asked > wait ? asked : wait;
    }
}
