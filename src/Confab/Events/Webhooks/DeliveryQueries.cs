using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Which deliveries are asked for. Their ids begin with the time of their event.</summary>
/// <param name="EndpointId">At this endpoint.</param>
/// <param name="EventId">Of this event.</param>
/// <param name="EventType">Of events of this type.</param>
/// <param name="Status">Of this status.</param>
/// <param name="After">Of events not before this.</param>
/// <param name="Before">Of events before this.</param>
internal sealed record DeliveryFilter(Guid? EndpointId, Guid? EventId, string? EventType, string? Status, Timestamp? After, Timestamp? Before);

/// <summary>Reads of deliveries; each names the customer.</summary>
internal static class DeliveryQueries
{
    /// <summary>So many rows are looked at in one go for those of a type or status for which there is no index.</summary>
    private const int Window = 50_000;

    /// <summary>What a program that did not know it left out is looked up.</summary>
    private const string Columns = """
        d.customer_id, d.id, d.endpoint_id, d.event_position, COALESCE(d.event_id, (SELECT e.id FROM events e WHERE e.position = d.event_position)) AS event_id,
        COALESCE(d.event_type, (SELECT e.type FROM events e WHERE e.position = d.event_position), '') AS event_type, d.lane, d.status, d.tries, d.tm_next, d.tm_create, d.tm_update
        """;

    /// <summary>
    /// The next that are asked for, newest first; where a long stretch has none of them, also the id up to which was looked: older ones may follow.
    /// </summary>
    public static async Task<(List<WebhookDelivery> Rows, Guid? LookedTo)> ListAsync(Sql sql, Guid customerId, PageRequest page, DeliveryFilter filter)
    {
        var open = filter.Status is not null && filter.Status != WebhookDelivery.Delivered;
        var looks = new List<string>();
        if (filter.EventId is not null)
            looks.Add("event_id = @EventId");
        if (filter.EventType is not null)
            looks.Add("event_type = @EventType");
        if (filter.Status is not null && !open)
            looks.Add("status = @Status");
        var limit = page.Size + 1;
        var args = new
        {
            customerId,
            from = From(filter),
            to = To(page, filter),
            filter.EndpointId,
            filter.EventId,
            filter.EventType,
            filter.Status,
            window = looks.Count == 0 ? limit : Window,
            passed = Window - 1,
            limit
        };
        var stretch = $"""
            FROM webhook_deliveries d WHERE d.customer_id = @customerId AND d.id < @to AND d.id >= @from
                {(filter.EndpointId is null ? "" : "AND d.endpoint_id = @EndpointId")} {(open ? "AND d.status = @Status AND d.status <> 'delivered'" : "")} ORDER BY d.id DESC
            """;
        var rows = await sql.QueryAsync<WebhookDelivery>($"""
            SELECT * FROM (SELECT {Columns} {stretch} LIMIT @window) AS seen {(looks.Count == 0 ? "" : "WHERE " + string.Join(" AND ", looks))} ORDER BY id DESC LIMIT @limit
            """, args);
        return (rows, looks.Count == 0 || rows.Count == limit ? null : await sql.FirstAsync<Guid?>($"SELECT d.id {stretch} LIMIT 1 OFFSET @passed", args));
    }

    public static Task<WebhookDelivery?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<WebhookDelivery>(
        $"SELECT {Columns} FROM webhook_deliveries d WHERE d.customer_id = @customerId AND d.id = @id{(sql.Lock.Length > 0 ? sql.Lock + " OF d" : "")}", new { customerId, id });

    /// <summary>
    /// The next that can be sent again, for their events are still there: in the order of events; of those that were delivered, for which there
    /// is no such index, in that of their times.
    /// </summary>
    public static Task<List<WebhookDelivery>> NextAsync(Unit unit, ReplayState state, int limit)
    {
        var (rest, order) = state.Status == WebhookDelivery.Delivered ? ("d.id > @Last", "d.id") : ("d.status <> 'delivered' AND (d.event_position, d.id) > (@Position, @Last)", "d.event_position, d.id");
        return unit.QueryAsync<WebhookDelivery>($"""
            SELECT {Columns} FROM webhook_deliveries d WHERE d.customer_id = @CustomerId AND d.id > @From AND d.id < @To AND d.status = @Status AND {rest}
                {(state.EndpointId == Guid.Empty ? "" : "AND d.endpoint_id = @EndpointId")} AND EXISTS (SELECT 1 FROM events e WHERE e.position = d.event_position)
            ORDER BY {order} LIMIT @limit
            """, new { state.CustomerId, state.From, state.To, state.EndpointId, state.Status, state.Position, state.Last, limit });
    }

    private static Guid From(DeliveryFilter filter)
    {
        var from = Ids.Of(filter.After ?? default, 0);
        return filter.EventId is { } id && Ids.Of(Ids.TimeOf(id), 0) is var begin && begin > from ? begin : from;
    }

    private static Guid To(PageRequest page, DeliveryFilter filter)
    {
        var to = page.BeforeId != Guid.Empty ? page.BeforeId : Ids.Of(page.Before, 0);
        if (filter.Before is { } before && Ids.Of(before, 0) is var end && end < to)
            to = end;
        return filter.EventId is { } id && Ids.Of(Ids.TimeOf(id) + TimeSpan.FromMilliseconds(1), 0) is var last && last < to ? last : to;
    }
}
