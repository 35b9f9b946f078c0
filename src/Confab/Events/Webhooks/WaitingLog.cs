using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>
/// Gives a row to each delivery that has waited for two seconds: behind one that fails, for its endpoint to be well, for its turn. So the log
/// shows it, and it can be skipped; the many that are delivered at once cost nothing.
/// </summary>
internal sealed partial class WaitingLog(Db db, TimeProvider clock, ILogger<WaitingLog> log) : BackgroundService
{
    private const int Rows = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Jobs become visible out of order; who is so old has all those before him in sight.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private readonly SortedSet<long> written = [];
    private long passed;

    /// <summary>Looks every two seconds, and writes where there is something to write.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                for (long? from = passed; from is { } position && !stoppingToken.IsCancellationRequested;)
                    from = await LookAsync(position, clock.Now());
            }
            catch (Exception e)
            {
                LogTrouble(e.Message);
            }
            await Task.WhenAny(Task.Delay(Every, clock, stoppingToken));
        }
    }

    /// <summary>Looks at the next that wait; returns from where to go on, null when that was all.</summary>
    private async Task<long?> LookAsync(long from, Timestamp now)
    {
        var rows = await db.ReadAsync(sql => sql.QueryAsync<WaitingRow>("""
            SELECT j.position, j.lane, j.tm_create AS tm_added, e.id, e.customer_id, e.type, e.tm_create, e.position AS event_position
            FROM jobs j JOIN events e ON e.position = CAST(SUBSTR(j.payload, 34) AS BIGINT)
            WHERE j.position > @from AND j.kind = @JobKind AND j.tm_create <= @old ORDER BY j.position LIMIT @Rows
            """, new { from, WebhookHandler.JobKind, old = now + -Every, Rows }));
        var unseen = rows.Where(row => !written.Contains(row.Position)).ToList();
        if (unseen.Count > 0)
            await db.WriteAsync(unit => unseen.ForEach(row => DeliveryLog.Expect(unit, row.ToDelivery())));
        unseen.ForEach(row => written.Add(row.Position));
        foreach (var row in rows.TakeWhile(row => row.TmAdded <= now + -Settled))
            passed = row.Position;
        written.RemoveWhere(position => position <= passed);
        return rows.Count == Rows ? rows[^1].Position : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "deliveries that wait could not be written down: {Reason}")]
    private partial void LogTrouble(string reason);

    private sealed record WaitingRow
    {
        public long Position { get; init; }

        public string Lane { get; init; } = "";

        public Timestamp TmAdded { get; init; }

        public Guid Id { get; init; }

        public Guid CustomerId { get; init; }

        public string Type { get; init; } = "";

        public Timestamp TmCreate { get; init; }

        public long EventPosition { get; init; }

        public WebhookDelivery ToDelivery() =>
            WebhookDelivery.Of(new ToldEvent(Id, CustomerId, Type, "", TmCreate), EventPosition, Guid.ParseExact(Lane.AsSpan(0, 32), "N"), Lane);
    }
}
