using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Up to which position the events are settled: whoever reads no further, in order of position, skips none and sees none turned round.
/// On PostgreSQL positions become visible out of order, because units commit out of order; at a gap it waits until every transaction that
/// was open when the gap was seen has ended. A gap that is left then is a unit that was rolled back.
/// </summary>
/// <remarks>
/// It rests on two habits of writers: a position is drawn under the lock of what the event is about, and after the unit's first write, so
/// that its transaction has its id by then. It begins at the end: as behind a gap, with what is visible then. At a gap it draws a transaction id itself: every id that was drawn before is smaller. The
/// snapshot's own <c>xmax</c> would not do: it is the successor of the last transaction that ended, and one with a larger id may still be
/// running. One reader per process; not for use from two threads at once.
/// </remarks>
internal sealed class EventHorizon(Db db)
{
    private const int MaxRows = 10_000;
    private long settled = -1;
    private Gap? gap;

    /// <summary>Reads on; returns the last settled position, -1 while it is not known where to begin.</summary>
    public Task<long> ReadAsync() => db.IsAlone
        ? db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COALESCE(MAX(position), 0) FROM events"))
        : db.ReadAsync(ReadAsync);

    private async Task<long> ReadAsync(Sql sql)
    {
        var asked = sql.Ask<long>("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
        if (settled < 0)
            return await BeginAsync(sql, await asked);
        var positions = await sql.QueryAsync<long>($"SELECT position FROM events WHERE position > @settled ORDER BY position LIMIT {MaxRows}", new { settled });
        var oldest = await asked;
        if (gap is { } seen && oldest >= seen.NextTransaction)
        {
            settled = seen.Highest;
            gap = null;
        }
        foreach (var position in positions.SkipWhile(position => position <= settled))
        {
            if (position != settled + 1)
            {
                gap ??= new Gap(positions[^1], await DrawAsync(sql));
                break;
            }
            settled = position;
        }
        return settled;
    }

    private async Task<long> BeginAsync(Sql sql, long oldest)
    {
        gap ??= new Gap(await sql.FirstAsync<long>("SELECT COALESCE(MAX(position), 0) FROM events"), await DrawAsync(sql));
        if (oldest >= gap.NextTransaction)
            (settled, gap) = (gap.Highest, null);
        return settled;
    }

    private static Task<long> DrawAsync(Sql sql) => sql.FirstAsync<long>("SELECT pg_current_xact_id()::text::bigint");

    /// <summary>A gap that was seen.</summary>
    /// <param name="Highest">The highest position that was visible beyond it.</param>
    /// <param name="NextTransaction">A transaction id that was drawn then, larger than all before.</param>
    private sealed record Gap(long Highest, long NextTransaction);
}
