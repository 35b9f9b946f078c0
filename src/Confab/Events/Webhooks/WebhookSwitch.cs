using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Switches off an endpoint that is gone, or that has taken nothing for days, and tells the customer's others.</summary>
internal sealed class WebhookSwitch(EventLog events, WebhookTargets targets)
{
    /// <summary>So long nothing but failure switches an endpoint off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>A delivery failed; true when the endpoint is switched off for it.</summary>
    public async Task<bool> FailedAsync(Unit unit, WebhookEndpoint endpoint)
    {
        if (endpoint.TmFailing < Timestamp.Never)
            return unit.Now - endpoint.TmFailing > Patience && await SwitchOffAsync(unit, endpoint);
        targets.ForgetOnCommit(unit, endpoint.Id);
        await unit.ExecuteAsync($"UPDATE webhook_endpoints SET tm_failing = @Now WHERE customer_id = @CustomerId AND id = @Id AND tm_failing = {Timestamp.NeverSql}",
            new { unit.Now, endpoint.CustomerId, endpoint.Id });
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
        await WebhookHandler.ReleaseAsync(unit, endpoint.Bucket);
        var off = endpoint with { Enabled = false, TmUpdate = unit.Now };
        await events.AddAsync(unit, endpoint.CustomerId, EventTypes.EndpointDisabled, endpoint.Id, targets.Tell(off), WebhooksJson.Wire.EndpointJson);
        return true;
    }
}
