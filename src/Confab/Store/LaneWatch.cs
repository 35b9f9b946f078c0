using System.Collections.Concurrent;

namespace Confab.Store;

/// <summary>
/// Where units run side by side, a job may be added behind one that ends in the same moment, so that neither unit sees the other's, and the
/// lane is left without a first job. Such jobs are looked at again a little later; what a node that died had not looked at yet, a slow look at
/// all lanes finds.
/// </summary>
internal sealed class LaneWatch(Db db, TimeProvider clock)
{
    private const int MaxWatched = 20_000;
    private const int MaxAtOnce = 500;
    private static readonly TimeSpan[] Looks = [TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(3)];
    private static readonly TimeSpan AllEvery = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<(long Position, long At)>[] watched = [.. Looks.Select(_ => new ConcurrentQueue<(long, long)>())];
    private long looked = clock.GetTimestamp();

    /// <summary>Watches a job that was added behind another.</summary>
    public void Add(long position)
    {
        if (!db.IsAlone && watched[0].Count < MaxWatched)
            watched[0].Enqueue((position, clock.GetTimestamp()));
    }

    /// <summary>Looks at those whose time has come; true when a lane had no first job and has one now.</summary>
    public async Task<bool> LookAsync()
    {
        if (db.IsAlone)
            return false;
        var found = 0;
        for (var i = 0; i < Looks.Length; i++)
            while (Due(i) is { Count: > 0 } due)
            {
                found += await db.WriteAsync(unit => unit.ExecuteAsync($"""
                    UPDATE jobs SET head = 1 WHERE position IN ({string.Join(", ", due)}) AND head = 0
                        AND NOT EXISTS (SELECT 1 FROM jobs first WHERE first.kind = jobs.kind AND first.lane = jobs.lane AND first.position < jobs.position)
                    """));
                if (i + 1 < Looks.Length)
                    due.ForEach(position => watched[i + 1].Enqueue((position, clock.GetTimestamp())));
            }
        if (clock.GetElapsedTime(looked) > AllEvery)
        {
            looked = clock.GetTimestamp();
            found += await db.WriteAsync(unit => unit.ExecuteAsync(
                "UPDATE jobs SET head = 1 WHERE head = 0 AND position IN (SELECT MIN(position) FROM jobs GROUP BY kind, lane HAVING MAX(head) = 0)"));
        }
        return found > 0;
    }

    private List<long> Due(int look)
    {
        var due = new List<long>();
        while (due.Count < MaxAtOnce && watched[look].TryPeek(out var next) && clock.GetElapsedTime(next.At) > Looks[look] && watched[look].TryDequeue(out next))
            due.Add(next.Position);
        return due;
    }
}
