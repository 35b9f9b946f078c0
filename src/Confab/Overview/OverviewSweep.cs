using Confab.Store;

namespace Confab.Overview;

/// <summary>Forgets sums after 400 days, so that a month can still be held against that of the year before: an hour at a time, the oldest first.</summary>
internal sealed class OverviewSweep : IChore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);
    private static readonly string[] Tables = ["overview_messages", "overview_times", "overview_failures"];

    public string Name => "overview";

    public TimeSpan? Every => TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var (old, gone) = (Hours.Of(unit.Now + -Kept), 0);
        foreach (var table in Tables)
            gone += await unit.ExecuteAsync($"DELETE FROM {table} WHERE tm_hour = (SELECT MIN(tm_hour) FROM {table}) AND tm_hour < @old", new { old });
        return gone > 0 ? "more" : null;
    }
}
