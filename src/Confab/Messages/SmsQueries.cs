using Confab.Store;

namespace Confab.Messages;

/// <summary>Reads of <c>/messages</c>; each names the customer.</summary>
internal static class SmsQueries
{
    private const string Columns = "id, customer_id, direction, source, text, tm_create, tm_update, tm_delete";

    public static async Task<Sms?> FindAsync(Sql sql, Guid customerId, Guid id)
    {
        var sms = await sql.FirstAsync<Sms>(
            $"SELECT {Columns} FROM sms WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}", new { customerId, id });
        return sms is null ? null : (await WithTargetsAsync(sql, customerId, [sms]))[0];
    }

    public static async Task<List<Sms>> ListAsync(Sql sql, Guid customerId, PageRequest page) => await WithTargetsAsync(sql, customerId, await sql.QueryAsync<Sms>($"""
        SELECT {Columns} FROM sms WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId)));

    public static Task DeleteAsync(Unit unit, Sms sms) => unit.ExecuteAsync(
        "UPDATE sms SET tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id", sms);

    private static async Task<List<Sms>> WithTargetsAsync(Sql sql, Guid customerId, List<Sms> rows)
    {
        if (rows.Count == 0)
            return rows;
        var targets = (await sql.QueryAsync<SmsTarget, Guid>("""
            SELECT sms_id, message_id, destination, status, parts, tm_update FROM sms_targets WHERE customer_id = @customerId AND sms_id IN {items} ORDER BY sms_id, idx
            """, new { customerId }, rows.ConvertAll(row => row.Id))).ToLookup(target => target.SmsId);
        return [.. rows.Select(row => row with { Targets = [.. targets[row.Id]] })];
    }
}
