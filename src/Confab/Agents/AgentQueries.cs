using Confab.Store;

namespace Confab.Agents;

/// <summary>Reads and writes of agents; each names the customer.</summary>
internal static class AgentQueries
{
    private const string Columns = "id, customer_id, username, name, detail, ring_method, status, permission, tag_ids, addresses, tm_create, tm_update, tm_delete";

    /// <summary>A page of agents that have all of the tags, and the status when one is given.</summary>
    public static Task<List<Agent>> ListAsync(Sql sql, Guid customerId, IReadOnlyList<Guid> tagIds, string? status, PageRequest page) => sql.QueryAsync<Agent>($"""
        SELECT {Columns} FROM agents WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
            {(status is null ? "" : "AND status = @status")} {string.Concat(tagIds.Select(id => $" AND tag_ids LIKE '%{id:D}%'"))}
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, status, page.Before, page.BeforeId, limit = page.Size + 1 });

    /// <summary>Every agent that has a tag.</summary>
    public static Task<List<Agent>> TaggedAsync(Sql sql, Guid customerId, Guid tagId) => sql.QueryAsync<Agent>($"""
        SELECT {Columns} FROM agents WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} AND tag_ids LIKE @pattern ORDER BY id{sql.Lock}
        """, new { customerId, pattern = $"%{tagId:D}%" });

    public static Task<Agent?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Agent>(
        $"SELECT {Columns} FROM agents WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>Inserts an agent; false when its username is taken, by any customer's.</summary>
    public static async Task<bool> InsertAsync(Unit unit, Agent agent, string passwordHash) => await unit.ExecuteAsync("""
        INSERT INTO agents (customer_id, id, username, username_key, password_hash, name, detail, ring_method, status, permission, tag_ids, addresses,
            token_version, tm_create, tm_update, tm_delete)
        VALUES (@CustomerId, @Id, @Username, @key, @passwordHash, @Name, @Detail, @RingMethod, @Status, @Permission, @TagIds, @Addresses,
            1, @TmCreate, @TmUpdate, @TmDelete) ON CONFLICT DO NOTHING
        """, new
    {
        agent.CustomerId,
        agent.Id,
        agent.Username,
        key = agent.Username.ToLowerInvariant(),
        passwordHash,
        agent.Name,
        agent.Detail,
        agent.RingMethod,
        agent.Status,
        agent.Permission,
        agent.TagIds,
        agent.Addresses,
        agent.TmCreate,
        agent.TmUpdate,
        agent.TmDelete
    }) == 1;

    /// <summary>Writes what can change of an agent, but for its password.</summary>
    public static Task UpdateAsync(Unit unit, Agent agent) => unit.ExecuteAsync("""
        UPDATE agents SET name = @Name, detail = @Detail, ring_method = @RingMethod, status = @Status, permission = @Permission, tag_ids = @TagIds,
            addresses = @Addresses, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, agent);

    /// <summary>Ends every token of an agent.</summary>
    public static Task EndTokensAsync(Unit unit, Agent agent) => unit.ExecuteAsync(
        "UPDATE agents SET token_version = token_version + 1 WHERE customer_id = @CustomerId AND id = @Id", agent);

    /// <summary>Sets a password, which ends every token; by id within a customer.</summary>
    public static Task SetPasswordAsync(Unit unit, Agent agent, string passwordHash) => unit.ExecuteAsync(
        "UPDATE agents SET password_hash = @passwordHash, token_version = token_version + 1 WHERE customer_id = @CustomerId AND id = @Id",
        new { passwordHash, agent.CustomerId, agent.Id });

    /// <summary>Sets a password by username, for the operator; false when nobody has that name.</summary>
    public static async Task<bool> SetPasswordAsync(Unit unit, string username, string passwordHash) => await unit.ExecuteAsync(
        $"UPDATE agents SET password_hash = @passwordHash, token_version = token_version + 1 WHERE username_key = @key AND tm_delete = {Timestamp.NeverSql}",
        new { passwordHash, key = username.ToLowerInvariant() }) == 1;

    /// <summary>Whether another agent than this one has an admin's bit.</summary>
    public static async Task<bool> HasOtherAdminAsync(Unit unit, Agent agent) => await unit.FirstAsync<int>(
        $"SELECT 1 FROM agents WHERE customer_id = @CustomerId AND id <> @Id AND (permission & 32) <> 0 AND tm_delete = {Timestamp.NeverSql} ORDER BY id LIMIT 1{unit.Lock}", agent) == 1;
}
