using Confab.Store;

namespace Confab.Flows;

/// <summary>Reads and writes of flows; each names the customer.</summary>
internal static class FlowQueries
{
    private const string Columns = "id, customer_id, name, detail, actions, on_complete_flow_id, tm_create, tm_update, tm_delete";

    public static Task<List<Flow>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<Flow>($"""
        SELECT {Columns} FROM flows WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<Flow?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<Flow>(
        $"SELECT {Columns} FROM flows WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{(toChange ? sql.Lock : "")}", new { customerId, id });

    public static Task InsertAsync(Unit unit, Flow flow) => unit.ExecuteAsync($"""
        INSERT INTO flows ({Columns}) VALUES (@Id, @CustomerId, @Name, @Detail, @Actions, @OnCompleteFlowId, @TmCreate, @TmUpdate, @TmDelete)
        """, flow);

    public static Task UpdateAsync(Unit unit, Flow flow) => unit.ExecuteAsync("""
        UPDATE flows SET name = @Name, detail = @Detail, actions = @Actions, on_complete_flow_id = @OnCompleteFlowId, tm_update = @TmUpdate,
            tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, flow);
}
