using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Switches off an endpoint that is gone, or that has taken nothing for days, and tells the customer's others.</summary>
internal sealed class WebhookSwitch(EventLog events, WebhookTargets targets)
{
    /// <summary>So long nothing but failure switches an endpoint off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>So long without a failure is silence: more than lies between two tries of one delivery.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromDays(1);

    /// <summary>No delivery is tried for longer, but where its endpoint was failing all the while.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>
    /// A delivery failed; true when the endpoint is switched off for it. Days in which nothing was tried are none of failure: after a day
    /// without one the days begin anew.
    /// </summary>
    public async Task<bool> FailedAsync(Unit unit, WebhookEndpoint endpoint)
    {
        var failing = await unit.FirstAsync<Timestamp>($"SELECT tm_failing FROM webhook_endpoints WHERE customer_id = @CustomerId AND id = @Id{unit.Lock}", new { endpoint.CustomerId, endpoint.Id });
        if (failing < Timestamp.Never && await HasFailedOfLateAsync(unit, endpoint))
            return unit.Now - failing > Patience && await SwitchOffAsync(unit, endpoint);
        targets.ForgetOnCommit(unit, endpoint.Id);
        await unit.ExecuteAsync("UPDATE webhook_endpoints SET tm_failing = @Now WHERE customer_id = @CustomerId AND id = @Id", new { unit.Now, endpoint.CustomerId, endpoint.Id });
        return false;
    }

    /// <summary>A delivery succeeded, after some that failed.</summary>
    public async Task IsWellAsync(Unit unit, WebhookEndpoint endpoint)
    {
        unit.StandAlone();
        targets.ForgetOnCommit(unit, endpoint.Id);
        await unit.ExecuteAsync($"UPDATE webhook_endpoints SET tm_failing = {Timestamp.NeverSql} WHERE customer_id = @CustomerId AND id = @Id", new { endpoint.CustomerId, endpoint.Id });
    }

    /// <summary>Switches it off; what waits for it is kept as failed. It stays on when it was given another address meanwhile.</summary>
    public async Task<bool> SwitchOffAsync(Unit unit, WebhookEndpoint endpoint)
    {
        targets.ForgetOnCommit(unit, endpoint.Id);
        if (await unit.ExecuteAsync("UPDATE webhook_endpoints SET enabled = 0, tm_update = @Now WHERE customer_id = @CustomerId AND id = @Id AND enabled = 1 AND tm_update = @TmUpdate",
            new { unit.Now, endpoint.CustomerId, endpoint.Id, endpoint.TmUpdate }) == 0)
            return false;
        await WebhookHandler.ReleaseAsync(unit, endpoint);
        var off = endpoint with { Enabled = false, TmUpdate = unit.Now };
        await events.AddAsync(unit, endpoint.CustomerId, EventTypes.EndpointDisabled, endpoint.Id, targets.Tell(off), WebhooksJson.Wire.EndpointJson);
        return true;
    }

    /// <summary>Whether a try has failed within a day before this one; such a delivery is of an event of the last few days.</summary>
    private static async Task<bool> HasFailedOfLateAsync(Unit unit, WebhookEndpoint endpoint)
    {
        foreach (var status in (string[])[WebhookDelivery.Pending, WebhookDelivery.Failed])
            if (await unit.FirstAsync<int>("""
                SELECT 1 FROM webhook_deliveries WHERE customer_id = @CustomerId AND endpoint_id = @Id AND status = @status AND status <> 'delivered' AND id > @recent
                    AND attempts > 0 AND tm_update > @late ORDER BY id DESC LIMIT 1
                """, new { endpoint.CustomerId, endpoint.Id, status, recent = Ids.Of(unit.Now + -Recent, 0), late = unit.Now + -Silence }) == 1)
                return true;
        return false;
    }
}
