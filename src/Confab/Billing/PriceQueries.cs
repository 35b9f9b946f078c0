using Confab.Store;

namespace Confab.Billing;

/// <summary>Reads and writes of prices; each names the customer.</summary>
internal static class PriceQueries
{
    private const string Columns = "id, customer_id, channel, direction, unit, amount_micros, currency, tm_create, tm_update, tm_delete";

    /// <summary>All of a customer's prices, asked once in a unit: early, where there is something else to ask.</summary>
    public static AskAll<Price> AskAll(Unit unit, Guid customerId) => unit.Once($"prices/{customerId}", () => AskAll((Sql)unit, customerId));

    /// <summary>The same for who only reads.</summary>
    public static AskAll<Price> AskAll(Sql sql, Guid customerId) =>
        sql.AskAll<Price>($"SELECT {Columns} FROM prices WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql}", new { customerId });

    public static Task<List<Price>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<Price>($"""
        SELECT {Columns} FROM prices WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId) ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<Price?> FindAsync(Sql sql, Guid customerId, Guid id) =>
        sql.FirstAsync<Price>($"SELECT {Columns} FROM prices WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>Inserts a price; false when there is one for the same.</summary>
    public static async Task<bool> InsertAsync(Unit unit, Price price) => await unit.ExecuteAsync($"""
        INSERT INTO prices ({Columns}) VALUES (@Id, @CustomerId, @Channel, @Direction, @Unit, @AmountMicros, @Currency, @TmCreate, @TmUpdate, @TmDelete) ON CONFLICT DO NOTHING
        """, price) == 1;

    public static void Update(Unit unit, Price price) =>
        unit.Write("UPDATE prices SET amount_micros = @AmountMicros, currency = @Currency, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id", price);
}
