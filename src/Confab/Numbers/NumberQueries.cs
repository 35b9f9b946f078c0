using Confab.Store;

namespace Confab.Numbers;

/// <summary>Reads and writes of numbers; each names the customer.</summary>
internal static class NumberQueries
{
    private const string Columns = """
        id, customer_id, number AS digits, type, call_flow_id, message_flow_id, account_id, name, detail, rtp_debug, tm_create, tm_update, tm_delete
        """;

    public static Task<List<Number>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<Number>($"""
        SELECT {Columns} FROM numbers WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<Number?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<Number>(
        $"SELECT {Columns} FROM numbers WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{(toChange ? sql.Lock : "")}", new { customerId, id });

    /// <summary>The customer's number of these digits.</summary>
    public static Task<Number?> FindByNumberAsync(Sql sql, Guid customerId, string digits) => sql.FirstAsync<Number>(
        $"SELECT {Columns} FROM numbers WHERE customer_id = @customerId AND number = @digits AND tm_delete = {Timestamp.NeverSql}", new { customerId, digits });

    /// <summary>Inserts a number; false when the customer has it already.</summary>
    public static async Task<bool> InsertAsync(Unit unit, Number number) => await unit.ExecuteAsync("""
        INSERT INTO numbers (customer_id, id, number, type, call_flow_id, message_flow_id, account_id, name, detail, rtp_debug, tm_create, tm_update, tm_delete)
        VALUES (@CustomerId, @Id, @Digits, @Type, @CallFlowId, @MessageFlowId, @AccountId, @Name, @Detail, @RtpDebug, @TmCreate, @TmUpdate, @TmDelete)
        ON CONFLICT DO NOTHING
        """, number) == 1;

    public static Task UpdateAsync(Unit unit, Number number) => unit.ExecuteAsync("""
        UPDATE numbers SET call_flow_id = @CallFlowId, message_flow_id = @MessageFlowId, account_id = @AccountId, name = @Name, detail = @Detail,
            rtp_debug = @RtpDebug, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, number);
}
