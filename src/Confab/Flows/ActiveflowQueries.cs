using Confab.Store;

namespace Confab.Flows;

/// <summary>Reads and writes of activeflows; each names the customer.</summary>
internal static class ActiveflowQueries
{
    private const string Columns = """
        id, customer_id, flow_id, status, reference_type, reference_id, reference_activeflow_id, on_complete_flow_id, webhook_uri, webhook_method, actions,
        state, error_action_id, error_message, tm_create, tm_update, tm_delete
        """;

    public static Task<List<Activeflow>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<Activeflow>($"""
        SELECT {Columns} FROM activeflows WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<Activeflow?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Activeflow>(
        $"SELECT {Columns} FROM activeflows WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>Inserts an activeflow; false when there is one of this id.</summary>
    public static async Task<bool> InsertAsync(Unit unit, Activeflow activeflow) => await unit.ExecuteAsync($"""
        INSERT INTO activeflows ({Columns}) VALUES (@Id, @CustomerId, @FlowId, @Status, @ReferenceType, @ReferenceId, @ReferenceActiveflowId, @OnCompleteFlowId,
            @WebhookUri, @WebhookMethod, @Actions, @State, @ErrorActionId, @ErrorMessage, @TmCreate, @TmUpdate, @TmDelete) ON CONFLICT DO NOTHING
        """, activeflow) == 1;

    public static Task UpdateAsync(Unit unit, Activeflow activeflow) => unit.ExecuteAsync("""
        UPDATE activeflows SET status = @Status, state = @State, error_action_id = @ErrorActionId, error_message = @ErrorMessage, tm_update = @TmUpdate,
            tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, activeflow);
}
