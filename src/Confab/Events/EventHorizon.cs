using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Up to which position the events are settled: whoever reads no further, in order of position, skips none and sees none turned round.
/// On PostgreSQL positions become visible out of order, because units commit out of order; at a gap it waits until every transaction that
/// was writing events when the gap was seen has ended. A gap that is left then is a unit that was rolled back.
/// </summary>
/// <remarks>
/// Who writes an event holds the table's lock for writers from before its position is drawn until after its commit is visible. So whoever
/// could still fill a gap that is seen is among those who hold that lock right afterwards. Other transactions, however long, hold up nothing.
/// That an event's position tells its place rests on a habit of writers: it is drawn under the lock of what the event is about. It begins at
/// the end: as behind a gap, with what is visible then. One reader per process; not for use from two threads at once.
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
        if (gap is not null && !gap.Writers.Overlaps(await WritersAsync(sql)))
            (settled, gap) = (gap.Highest, null);
        if (settled < 0)
        {
            gap ??= new Gap(await sql.FirstAsync<long>("SELECT COALESCE(MAX(position), 0) FROM events"), [.. await WritersAsync(sql)]);
            return settled;
        }
        var positions = await sql.QueryAsync<long>($"SELECT position FROM events WHERE position > @settled ORDER BY position LIMIT {MaxRows}", new { settled });
        foreach (var position in positions)
        {
            if (position != settled + 1)
            {
                gap ??= new Gap(positions[^1], [.. await WritersAsync(sql)]);
                break;
            }
            settled = position;
        }
        return settled;
    }

    /// <summary>The transactions that have written events and not ended, prepared ones included; of this database only.</summary>
    private static Task<List<string>> WritersAsync(Sql sql) => sql.QueryAsync<string>("""
        SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'events'::regclass AND mode = 'RowExclusiveLock'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    /// <summary>A gap that was seen.</summary>
    /// <param name="Highest">The highest position that was visible beyond it.</param>
    /// <param name="Writers">Who could have filled it then.</param>
    private sealed record Gap(long Highest, HashSet<string> Writers);
}
