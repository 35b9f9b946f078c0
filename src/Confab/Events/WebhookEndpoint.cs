using Confab.Store;

namespace Confab.Events;

/// <summary>Where a customer wants its events. The endpoint whose id is the customer's own is the one that <c>PUT /customer</c> sets.</summary>
internal sealed record WebhookEndpoint
{
    public Guid CustomerId { get; init; }

    public Guid Id { get; init; }

    public string Uri { get; init; } = "";

    public string Method { get; init; } = "";

    /// <summary>The signing secret, encrypted; empty for none.</summary>
    public string Secret { get; init; } = "";

    public bool Enabled { get; init; }

    /// <summary>Finds an endpoint.</summary>
    public static Task<WebhookEndpoint?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<WebhookEndpoint>(
        "SELECT customer_id, id, uri, method, secret, enabled FROM webhook_endpoints WHERE customer_id = @customerId AND id = @id", new { customerId, id });

    /// <summary>Writes an endpoint, switched on, and lets go what was held back for it.</summary>
    public async Task SaveAsync(Unit unit, WebhookTargets targets)
    {
        targets.ForgetOnCommit(unit, Id);
        await unit.ExecuteAsync("""
            INSERT INTO webhook_endpoints (customer_id, id, uri, method, secret, enabled, tm_create, tm_update)
            VALUES (@CustomerId, @Id, @Uri, @Method, @Secret, @Enabled, @Now, @Now)
            ON CONFLICT (customer_id, id) DO UPDATE SET uri = excluded.uri, method = excluded.method, secret = excluded.secret,
                enabled = excluded.enabled, tm_update = excluded.tm_update
            """, new { CustomerId, Id, Uri, Method, Secret, Enabled = Uri.Length > 0, unit.Now });
        await JobBuckets.ForgetAsync(unit, WebhookHandler.JobKind, Id.ToString("N"));
    }
}
