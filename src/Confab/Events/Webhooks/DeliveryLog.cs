using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Writes what became of deliveries: one row for an event at an endpoint, however often it is tried.</summary>
internal static class DeliveryLog
{
    /// <summary>More text than so many characters is not kept of the tries of one delivery; then it begins anew.</summary>
    private const int MaxTries = 64 * 1024;

    private static readonly string Insert = $"""
        INSERT INTO webhook_deliveries (customer_id, id, endpoint_id, event_position, event_id, event_type, lane, status, attempts, reason, tries, tm_next, tm_create, tm_update)
        VALUES (@CustomerId, @Id, @EndpointId, @EventPosition, @EventId, @EventType, @Lane, @Status, 1, '', @Tries, @TmNext, @TmCreate, @TmUpdate)
        ON CONFLICT (customer_id, id) DO UPDATE SET attempts = webhook_deliveries.attempts + 1, tm_next = excluded.tm_next, tm_update = excluded.tm_update,
            tries = CASE WHEN length(webhook_deliveries.tries) = 0 OR length(webhook_deliveries.tries) > {MaxTries} THEN excluded.tries
                ELSE webhook_deliveries.tries || ',' || excluded.tries END,
            status =
        """;

    private static readonly string InsertEnded = Insert + " excluded.status";
    private static readonly string InsertPending = Insert + " CASE WHEN webhook_deliveries.status = 'skipped' THEN 'skipped' ELSE excluded.status END RETURNING status";

    /// <summary>Writes that a delivery has ended.</summary>
    public static void End(Unit unit, WebhookDelivery delivery, string status, AttemptJson attempt) =>
        unit.Write(InsertEnded, With(delivery, unit, status, attempt, Timestamp.Never));

    /// <summary>Writes that a delivery is tried again; false when somebody has said meanwhile that it shall not.</summary>
    public static async Task<bool> WaitAsync(Unit unit, WebhookDelivery delivery, AttemptJson attempt, TimeSpan wait) =>
        await unit.FirstAsync<string>(InsertPending, With(delivery, unit, WebhookDelivery.Pending, attempt, unit.Now + wait)) == WebhookDelivery.Pending;

    /// <summary>Writes that a delivery waits, where nothing is written of it yet.</summary>
    public static void Expect(Unit unit, WebhookDelivery delivery) => unit.Write($"""
        INSERT INTO webhook_deliveries (customer_id, id, endpoint_id, event_position, event_id, event_type, lane, status, attempts, reason, tries, tm_next, tm_create, tm_update)
        VALUES (@CustomerId, @Id, @EndpointId, @EventPosition, @EventId, @EventType, @Lane, 'pending', 0, '', '', {Timestamp.NeverSql}, @TmCreate, @TmCreate) ON CONFLICT DO NOTHING
        """, delivery);

    private static WebhookDelivery With(WebhookDelivery delivery, Unit unit, string status, AttemptJson attempt, Timestamp next) => delivery with
    {
        Status = status,
        Tries = Wire.Text(attempt, WebhooksJson.Wire.AttemptJson),
        TmNext = next,
        TmUpdate = unit.Now
    };
}
