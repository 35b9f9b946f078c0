using Confab.Store;

namespace Confab.Customers;

/// <summary>Reads and writes of customers.</summary>
internal static class CustomerQueries
{
    public static Task<Customer?> FindAsync(Sql sql, Guid id) => sql.FirstAsync<Customer>($"""
        SELECT c.id, c.name, c.detail, c.email, c.phone_number, c.address, COALESCE(w.method, '') AS webhook_method, COALESCE(w.uri, '') AS webhook_uri,
            c.rtp_debug, c.agent_reply, c.agent_pickup, COALESCE(b.amount_micros, 0) AS balance_micros, COALESCE(b.currency, '') AS balance_currency, c.tm_create, c.tm_update, c.tm_delete
        FROM customers c LEFT JOIN webhook_endpoints w ON w.customer_id = c.id AND w.id = c.id LEFT JOIN balances b ON b.customer_id = c.id
        WHERE c.id = @id AND c.tm_delete = {Timestamp.NeverSql}{(sql.Lock.Length > 0 ? sql.Lock + " OF c" : "")}
        """, new { id });

    public static Task InsertAsync(Unit unit, Customer customer) => unit.ExecuteAsync("""
        INSERT INTO customers (id, name, detail, email, phone_number, address, rtp_debug, agent_reply, agent_pickup, tm_create, tm_update, tm_delete)
        VALUES (@Id, @Name, @Detail, @Email, @PhoneNumber, @Address, @RtpDebug, @AgentReply, @AgentPickup, @TmCreate, @TmUpdate, @TmDelete)
        """, customer);

    public static Task UpdateAsync(Unit unit, Customer customer) => unit.ExecuteAsync("""
        UPDATE customers SET name = @Name, detail = @Detail, email = @Email, phone_number = @PhoneNumber, address = @Address, rtp_debug = @RtpDebug,
            agent_reply = @AgentReply, agent_pickup = @AgentPickup, tm_update = @TmUpdate WHERE id = @Id
        """, customer);
}
