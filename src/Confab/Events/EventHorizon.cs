using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Up to which position the events are settled: whoever reads no further, in order of position, skips none and sees none turned round.
/// On PostgreSQL positions become visible out of order, because units commit out of order; at a gap it waits until all that were writing
/// events when it was seen have ended. A gap that is left then is a unit that was rolled back.
/// </summary>
/// <remarks>
/// Who writes events shows in the locks: an INSERT locks the table before it draws its position, positions are drawn one at a time, and a
/// transaction lets go of its locks when what it did can be seen. So whoever has drawn a position below one that is seen either holds that lock
/// at the look after, or has ended before it; and what is read after a look shows all that those who are gone from it have left. For the
/// order within a conversation it rests on a habit of writers: a position is drawn under the lock of what the event is about. It begins at the
/// end, as behind a gap. One reader per process; not for use from two threads at once.
/// </remarks>
internal sealed class EventHorizon(Db db)
{
    private const int MaxRows = 10_000;

    /// <summary>Who writes events, each by its transaction; empty for a prepared transaction, which may go by another name than before.</summary>
    private const string Writers = """
        SELECT CASE WHEN pid IS NULL THEN '' ELSE virtualtransaction END FROM pg_locks
        WHERE locktype = 'relation' AND relation = 'events'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND mode = 'RowExclusiveLock' AND granted
        """;

    private long settled = -1;
    private Gap? gap;

    /// <summary>Reads on; returns the last settled position, -1 while it is not known where to begin.</summary>
    public Task<long> ReadAsync() => db.IsAlone
        ? db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COALESCE(MAX(position), 0) FROM events"))
        : db.ReadAsync(ReadAsync);

    private async Task<long> ReadAsync(Sql sql)
    {
        if (settled < 0)
            gap ??= new Gap(await sql.FirstAsync<long>("SELECT COALESCE(MAX(position), 0) FROM events"));
        while (true)
        {
            AskAll<string>? writers = gap is null ? null : sql.AskAll<string>(Writers);
            var positions = await sql.QueryAsync<long>($"SELECT position FROM events WHERE position > @after ORDER BY position LIMIT {MaxRows}", new { after = settled < 0 ? gap!.Highest : settled });
            if (writers is not null && gap!.IsClosed(await writers.Value))
                settled = gap.Highest;
            if (settled < 0)
                return settled;
            foreach (var position in positions.SkipWhile(position => position <= settled))
                if (position == settled + 1)
                    settled = position;
                else
                    break;
            if (gap?.Highest <= settled)
                gap = null;
            if (gap is not null || positions.Count == 0 || positions[^1] <= settled)
                return settled;
            gap = new Gap(positions[^1]);
        }
    }

    /// <summary>A gap that was seen.</summary>
    /// <param name="highest">The highest position that was visible beyond it.</param>
    private sealed class Gap(long highest)
    {
        private HashSet<string>? writers;

        public long Highest => highest;

        /// <summary>Whether all have ended who were writing at the first look.</summary>
        /// <param name="now">Who writes now.</param>
        public bool IsClosed(List<string> now)
        {
            writers ??= [.. now];
            return !now.Exists(writer => writer.Length == 0 || writers.Contains(writer));
        }
    }
}
