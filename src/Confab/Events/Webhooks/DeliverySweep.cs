using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>Forgets what became of deliveries long ago. Their ids begin with the time, so each customer's oldest come first.</summary>
internal sealed class DeliverySweep(Settings settings) : IChore
{
    private const int Rows = 500;
    private const int Customers = 50;

    public string Name => "webhook_deliveries";

    public TimeSpan? Every => TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var oldest = Ids.Of(unit.Now + -settings.KeepDeliveries, 0);
        var last = from.Length == 0 ? Guid.Empty : Guid.ParseExact(from, "N");
        var customers = await unit.QueryAsync<Guid>("SELECT id FROM customers WHERE id >= @last ORDER BY id LIMIT @Customers", new { last, Customers });
        foreach (var customerId in customers)
        {
            last = customerId;
            if (await unit.ExecuteAsync("""
                DELETE FROM webhook_deliveries WHERE customer_id = @customerId AND id IN (
                    SELECT id FROM webhook_deliveries WHERE customer_id = @customerId AND id < @oldest ORDER BY id LIMIT @Rows)
                """, new { customerId, oldest, Rows }) == Rows)
                return customerId.ToString("N");
        }
        return customers.Count < Customers ? null : last.ToString("N");
    }
}
