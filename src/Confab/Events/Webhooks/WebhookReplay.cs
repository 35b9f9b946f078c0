using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Which deliveries are sent again, and which of them have been so far.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="EndpointId">At which endpoint; nil for all.</param>
/// <param name="Status">What has become of them.</param>
/// <param name="From">Of the time from this id on.</param>
/// <param name="To">Of the time up to this id.</param>
/// <param name="Position">The event of the last that was.</param>
/// <param name="Last">The last that was.</param>
internal sealed record ReplayState(Guid CustomerId, Guid EndpointId, string Status, Guid From, Guid To, long Position = 0, Guid Last = default);

/// <summary>
/// Sends again: one delivery now, or many in steps. What is sent again has a lane of its own beside its conversation's: in order among
/// itself, held up by nothing new and holding up nothing.
/// </summary>
internal sealed class WebhookReplay(Jobs jobs) : IChore
{
    private const int Rows = 200;

    public string Name => "webhook_replay";

    public TimeSpan? Every => null;

    /// <summary>Has many sent again.</summary>
    public void Ask(Unit unit, Chores chores, ReplayState state) => chores.Ask(unit, Name, state.EndpointId == Guid.Empty ? state.CustomerId : state.EndpointId, Wire.Text(state, WebhooksJson.Wire.ReplayState));

    /// <summary>Sends one now.</summary>
    /// <exception cref="ProblemException">Its endpoint is off or gone, or its event is.</exception>
    public async Task<WebhookDelivery> NowAsync(Unit unit, WebhookDelivery seen)
    {
        if (await TargetAsync(unit, seen.CustomerId, seen.EndpointId) is not { } target)
            throw Problem.State("STATE_INVALID", "The endpoint is switched off or deleted.").AsException();
        var told = await unit.FirstAsync<ToldEvent>("SELECT id, customer_id, type, tm_create FROM events WHERE position = @EventPosition", new { seen.EventPosition })
            ?? throw Problem.State("STATE_INVALID", "The event is not kept any more.").AsException();
        var delivery = await KnownAsync(unit, seen, told);
        await JobBuckets.ForgetAsync(unit, WebhookHandler.JobKind, target.Bucket);
        var isWaiting = delivery.Status == WebhookDelivery.Pending
            && await jobs.HastenAsync(unit, WebhookHandler.JobKind, delivery.Lanes, WebhookHandler.PayloadOf(delivery.EndpointId, delivery.EventPosition));
        if (!await AskAgain(unit, delivery, delivery.Status))
            throw Problem.State("STATE_INVALID", "The delivery is not what it was a moment ago.").AsException();
        if (!isWaiting)
            jobs.Add(unit, JobFor(delivery, target.Bucket));
        return delivery with { Status = WebhookDelivery.Pending, TmNext = unit.Now, TmUpdate = unit.Now };
    }

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var state = Wire.Read(from, WebhooksJson.Wire.ReplayState);
        var rows = await DeliveryQueries.NextAsync(unit, state, Rows);
        var last = rows.Count < Rows ? null : rows[^1];
        var buckets = new Dictionary<Guid, string?>();
        foreach (var endpointId in rows.Select(row => row.EndpointId).Distinct().Order())
        {
            var target = await TargetAsync(unit, state.CustomerId, endpointId);
            buckets[endpointId] = target?.Bucket;
            if (target is not null && state.Status == WebhookDelivery.Pending)
                await JobBuckets.ForgetAsync(unit, WebhookHandler.JobKind, target.Bucket);
        }
        if (state.Status == WebhookDelivery.Pending)
            rows = await StrayAsync(unit, rows);
        var again = rows.Where(row => buckets[row.EndpointId] is not null && row.Lane != Guid.Empty).OrderBy(row => row.EventPosition)
            .Select(row => (row, isMine: AskAgain(unit, row, state.Status))).ToList();
        foreach (var (row, isMine) in again)
            if (await isMine)
                jobs.Add(unit, JobFor(row, buckets[row.EndpointId]!));
        foreach (var row in rows.Where(row => row.Lane == Guid.Empty && buckets[row.EndpointId] is not null))
            await NowAsync(unit, row);
        return last is null ? null : Wire.Text(state with { Position = last.EventPosition, Last = last.Id }, WebhooksJson.Wire.ReplayState);
    }

    /// <summary>Has those go now that wait in their lanes; returns the others.</summary>
    private async Task<List<WebhookDelivery>> StrayAsync(Unit unit, List<WebhookDelivery> rows)
    {
        var stray = new List<WebhookDelivery>();
        foreach (var row in rows)
            if (!await jobs.HastenAsync(unit, WebhookHandler.JobKind, row.Lanes, WebhookHandler.PayloadOf(row.EndpointId, row.EventPosition)))
                stray.Add(row);
        return stray;
    }

    /// <summary>Where deliveries go again, locked: who adds to the lanes of what is sent again is alone; null when it takes none.</summary>
    private static async Task<WebhookEndpoint?> TargetAsync(Unit unit, Guid customerId, Guid id)
    {
        foreach (var table in (string[])["webhook_endpoints", "activeflows"])
            await unit.FirstAsync<int>($"SELECT 1 FROM {table} WHERE customer_id = @customerId AND id = @id{unit.Lock}", new { customerId, id });
        return await EndpointQueries.TargetAsync(unit, customerId, id) is { Enabled: true } endpoint ? endpoint : null;
    }

    /// <summary>A delivery by the id that its tries are written under: an older program gave it another.</summary>
    private static async Task<WebhookDelivery> KnownAsync(Unit unit, WebhookDelivery seen, ToldEvent told)
    {
        var known = seen with { Id = WebhookDelivery.IdOf(told, seen.EndpointId), Lane = seen.Lane == Guid.Empty ? told.Id : seen.Lane, TmCreate = told.TmCreate };
        if (known.Id == seen.Id)
            return known;
        await unit.ExecuteAsync("DELETE FROM webhook_deliveries WHERE customer_id = @CustomerId AND id = @Id", known);
        await unit.ExecuteAsync("""
            UPDATE webhook_deliveries SET id = @Id, event_id = @EventId, event_type = @EventType, lane = @Lane, tm_create = @TmCreate WHERE customer_id = @CustomerId AND id = @was
            """, new { known.Id, known.EventId, known.EventType, known.Lane, known.TmCreate, known.CustomerId, was = seen.Id });
        return known;
    }

    /// <summary>Asks to make it one that waits, where it is what it was.</summary>
    private static Ask<bool> AskAgain(Unit unit, WebhookDelivery delivery, string was) => unit.Ask<bool>("""
        UPDATE webhook_deliveries SET status = 'pending', tm_next = @Now, tm_update = @Now WHERE customer_id = @CustomerId AND id = @Id AND status = @was RETURNING 1
        """, new { unit.Now, delivery.CustomerId, delivery.Id, was });

    private static NewJob JobFor(WebhookDelivery delivery, string bucket) => new(WebhookHandler.JobKind, WebhookHandler.ReplayLaneOf(delivery.EndpointId, delivery.Lane), bucket,
        WebhookHandler.PayloadOf(delivery.EndpointId, delivery.EventPosition));
}
