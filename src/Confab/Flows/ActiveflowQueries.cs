using Confab.Store;

namespace Confab.Flows;

/// <summary>Reads and writes of activeflows; each names the customer.</summary>
internal static class ActiveflowQueries
{
    private const string Columns = """
        id, customer_id, flow_id, flow_name, status, reference_type, reference_id, reference_activeflow_id, on_complete_flow_id, webhook_uri, webhook_method, actions,
        state, error_action_id, error_message, tm_create, tm_update, tm_delete
        """;

    /// <summary>A page of activeflows, newest first: all, or a flow's, a conversation's or what one of them did in the other.</summary>
    public static Task<List<Activeflow>> ListAsync(Sql sql, Guid customerId, Guid? flowId, Guid? referenceId, PageRequest page) => sql.QueryAsync<Activeflow>($"""
        SELECT {Columns} FROM activeflows
        WHERE customer_id = @customerId{(referenceId is null ? "" : " AND reference_id = @referenceId")}{(flowId is null ? "" : " AND flow_id = @flowId")}
            AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, flowId = flowId ?? Guid.Empty, referenceId = referenceId ?? Guid.Empty, page.Before, page.BeforeId, limit = page.Size + 1 });

    /// <summary>A page of a conversation's, newest first, without what they did. Where the flow's name of then is not known, that of now.</summary>
    public static Task<List<RunRow>> ListOfAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) => sql.QueryAsync<RunRow>($"""
        SELECT a.id, a.flow_id, COALESCE(NULLIF(a.flow_name, ''), f.name, '') AS flow_name, a.status, CASE WHEN a.error_message = '' THEN 0 ELSE 1 END AS has_failed,
            a.tm_create, a.tm_update
        FROM activeflows a LEFT JOIN flows f ON f.customer_id = a.customer_id AND f.id = a.flow_id
        WHERE a.customer_id = @customerId AND a.reference_id = @conversationId AND a.reference_type = '{Activeflow.Conversation}'
            AND a.tm_delete = {Timestamp.NeverSql} AND (a.tm_create, a.id) < (@Before, @BeforeId)
        ORDER BY a.tm_create DESC, a.id DESC LIMIT @limit
        """, new { customerId, conversationId, page.Before, page.BeforeId, limit = page.Size + 1 });

    public static Task<Activeflow?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Activeflow>(
        $"SELECT {Columns} FROM activeflows WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>Inserts an activeflow; false when there is one of this id.</summary>
    public static async Task<bool> InsertAsync(Unit unit, Activeflow activeflow) => await unit.ExecuteAsync($"""
        INSERT INTO activeflows ({Columns}) VALUES (@Id, @CustomerId, @FlowId, @FlowName, @Status, @ReferenceType, @ReferenceId, @ReferenceActiveflowId, @OnCompleteFlowId,
            @WebhookUri, @WebhookMethod, @Actions, @State, @ErrorActionId, @ErrorMessage, @TmCreate, @TmUpdate, @TmDelete) ON CONFLICT DO NOTHING
        """, activeflow) == 1;

    public static Task UpdateAsync(Unit unit, Activeflow activeflow) => unit.ExecuteAsync("""
        UPDATE activeflows SET status = @Status, state = @State, error_action_id = @ErrorActionId, error_message = @ErrorMessage, tm_update = @TmUpdate,
            tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, activeflow);
}
