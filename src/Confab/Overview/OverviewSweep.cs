using Confab.Store;

namespace Confab.Overview;

/// <summary>Forgets sums after 400 days, so that a month can still be held against that of the year before: customer by customer, an hour at a time.</summary>
internal sealed class OverviewSweep : IChore
{
    private const int Rows = 500;
    private const int Customers = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);
    private static readonly string[] Tables = ["overview_messages", "overview_times", "overview_agents"];

    public string Name => "overview";

    public TimeSpan? Every => TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var old = Hours.Of(unit.Now + -Kept);
        var last = from.Length == 0 ? Guid.Empty : Guid.ParseExact(from, "N");
        var customers = await unit.QueryAsync<Guid>("SELECT id FROM customers WHERE id >= @last ORDER BY id LIMIT @Customers", new { last, Customers });
        foreach (var customerId in customers)
        {
            last = customerId;
            // The ids of messages begin with their times.
            var gone = await unit.ExecuteAsync("""
                DELETE FROM overview_failures WHERE customer_id = @customerId AND message_id IN (
                    SELECT message_id FROM overview_failures WHERE customer_id = @customerId AND message_id < @oldest ORDER BY message_id LIMIT @Rows)
                """, new { customerId, oldest = Ids.Of(old, 0), Rows });
            foreach (var table in Tables)
                gone += await unit.ExecuteAsync($"""
                    DELETE FROM {table} WHERE customer_id = @customerId AND tm_hour = (SELECT MIN(tm_hour) FROM {table} WHERE customer_id = @customerId) AND tm_hour < @old
                    """, new { customerId, old });
            if (gone > 0)
                return last.ToString("N");
        }
        return customers.Count < Customers ? null : last.ToString("N");
    }
}
