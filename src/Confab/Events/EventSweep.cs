using Confab.Events.Webhooks;
using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Forgets old events, strictly from the oldest on, so that what a feed still has is without holes; never one that a delivery waits for,
/// and never the newest, so that the feed's end does not go back.
/// </summary>
internal sealed class EventSweep(Settings settings) : IChore
{
    private const int Rows = 500;

    public string Name => "events";

    public TimeSpan? Every => TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var old = unit.Now + -settings.KeepEvents;
        // So that it is found from the oldest on, and not among all of its kind.
        var waiting = await unit.FirstAsync<Timestamp?>("SELECT tm_create FROM jobs WHERE COALESCE(kind, '') = @JobKind ORDER BY position LIMIT 1", new { WebhookHandler.JobKind });
        var tried = await unit.FirstAsync<long?>("SELECT event_position FROM webhook_deliveries WHERE status = 'pending' ORDER BY event_position LIMIT 1");
        var events = await unit.QueryAsync<Row>("SELECT position, tm_create FROM events WHERE position < (SELECT MAX(position) FROM events) ORDER BY position LIMIT @Rows", new { Rows });
        var gone = events.TakeWhile(row => row.TmCreate < old && !(row.TmCreate >= waiting) && !(row.Position >= tried)).ToList();
        if (gone.Count > 0)
            await unit.ExecuteAsync("DELETE FROM events WHERE position <= @Position", gone[^1]);
        return gone.Count < Rows ? null : "more";
    }

    private sealed record Row
    {
        public long Position { get; init; }

        public Timestamp TmCreate { get; init; }
    }
}
