using System.Text.Json;
using Confab.Events;
using Confab.Live;
using Confab.Store;

namespace Confab.Overview;

/// <summary>
/// Counts what the events tell, in their order, a few hundred at a time: what they add to the sums is written in one unit with how far it has come, so that
/// each counts once, however many nodes count and wherever one dies. No message waits for it. It begins with the oldest event that is kept.
/// </summary>
internal sealed partial class OverviewCounter(Db db, TimeProvider clock, ILogger<OverviewCounter> log) : BackgroundService
{
    private const int Events = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Between two steps, so that whoever waits for the database gets it.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var horizon = new EventHorizon(db);
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await StepAsync(await horizon.ReadAsync());
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogTrouble(e.Message);
            }
            catch (Exception)
            {
                break;
            }
            await Task.Delay(more ? Breath : Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Counts the next events up to a position; whether there may be more. Of several at once one counts them, the others count nothing.</summary>
    public async Task<bool> StepAsync(long settled)
    {
        var (from, events) = await db.ReadAsync(async sql =>
        {
            var from = await sql.FirstAsync<long>("SELECT position FROM overview_cursor WHERE id = 1");
            return (from, await FeedQueries.BetweenAsync(sql, from, settled, Events));
        });
        if (events.Count == 0)
            return false;
        var told = events.ConvertAll(Read).OfType<Told>().ToList();
        return await db.WriteAsync(async unit =>
        {
            if (!await MoveAsync(unit, from, events[^1]))
                return false;
            await new OverviewStep(unit).CountAsync(told);
            return events.Count == Events;
        });
    }

    /// <summary>Says how far it has come; false where another one has come further meanwhile. Who moves it holds it until the end of the unit.</summary>
    private static async Task<bool> MoveAsync(Unit unit, long from, LiveEvent last) => await unit.ExecuteAsync("""
        INSERT INTO overview_cursor (id, position, tm_update) VALUES (1, @Position, @TmCreate)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, tm_update = excluded.tm_update WHERE overview_cursor.position = @from
        """, new { last.Position, last.TmCreate, from }) == 1;

    private Told? Read(LiveEvent told)
    {
        try
        {
            return Told.Read(told);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            LogUnreadable(told.Id, told.Type);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the event {Id} ({Type}) cannot be read and is missing in the overview")]
    private partial void LogUnreadable(Guid id, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "events cannot be counted now: {Reason}")]
    private partial void LogTrouble(string reason);
}
