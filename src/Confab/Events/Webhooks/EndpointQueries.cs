using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Reads of endpoints; each names the customer.</summary>
internal static class EndpointQueries
{
    private const string Shown = $"tm_delete = {Timestamp.NeverSql} AND uri <> ''";

    /// <summary>Those of a customer: some dozens at most.</summary>
    public static Task<List<WebhookEndpoint>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<WebhookEndpoint>($"""
        SELECT {WebhookEndpoint.Columns} FROM webhook_endpoints WHERE customer_id = @CustomerId AND {Shown} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<WebhookEndpoint?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<WebhookEndpoint>(
        $"SELECT {WebhookEndpoint.Columns} FROM webhook_endpoints WHERE customer_id = @customerId AND id = @id AND {Shown}{(toChange ? sql.Lock : "")}", new { customerId, id });

    /// <summary>The endpoint that <c>PUT /customer</c> sets, as it was left, without an address too; a blank one when it was never set.</summary>
    public static async Task<WebhookEndpoint> OwnAsync(Sql sql, Guid customerId) => await sql.FirstAsync<WebhookEndpoint>(
        $"SELECT {WebhookEndpoint.Columns} FROM webhook_endpoints WHERE customer_id = @customerId AND id = @customerId{sql.Lock}", new { customerId })
        ?? new WebhookEndpoint { CustomerId = customerId, Id = customerId };

    /// <summary>How many a customer has, while nobody else can add one.</summary>
    public static async Task<long> CountAsync(Unit unit, Guid customerId)
    {
        await unit.FirstAsync<int>($"SELECT 1 FROM customers WHERE id = @customerId{unit.Lock}", new { customerId });
        return await unit.FirstAsync<long>($"SELECT COUNT(*) FROM webhook_endpoints WHERE customer_id = @customerId AND {Shown}", new { customerId });
    }

    /// <summary>
    /// Where a delivery goes: an endpoint, or an activeflow's own address, which is signed for as the customer's is and holds as long as the
    /// activeflow's last event has to be delivered.
    /// </summary>
    public static async Task<WebhookEndpoint?> TargetAsync(Sql sql, Guid customerId, Guid id) => await FindAsync(sql, customerId, id)
        ?? await sql.FirstAsync<WebhookEndpoint>("""
            SELECT a.customer_id, a.id, a.webhook_uri AS uri, a.webhook_method AS method, 1 AS enabled, COALESCE(w.secret, '') AS secret,
                COALESCE(w.old_secret, '') AS old_secret, COALESCE(w.tm_old_secret, 0) AS tm_old_secret
            FROM activeflows a LEFT JOIN webhook_endpoints w ON w.customer_id = a.customer_id AND w.id = a.customer_id
            WHERE a.customer_id = @customerId AND a.id = @id AND a.webhook_uri <> ''
            """, new { customerId, id });
}
