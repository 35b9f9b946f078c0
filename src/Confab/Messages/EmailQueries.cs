using Confab.Store;

namespace Confab.Messages;

/// <summary>Reads and writes of <c>/emails</c>; each names the customer.</summary>
internal static class EmailQueries
{
    private const string Columns = "id, customer_id, source, subject, content, tm_create, tm_update, tm_delete";

    public static async Task<Email?> FindAsync(Sql sql, Guid customerId, Guid id)
    {
        var email = await sql.FirstAsync<Email>($"SELECT {Columns} FROM emails WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}", new { customerId, id });
        return email is null ? null : (await WithTargetsAsync(sql, customerId, [email]))[0];
    }

    public static async Task<List<Email>> ListAsync(Sql sql, Guid customerId, PageRequest page) => await WithTargetsAsync(sql, customerId, await sql.QueryAsync<Email>($"""
        SELECT {Columns} FROM emails WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId)));

    public static void Add(Unit unit, Email email)
    {
        unit.Write($"INSERT INTO emails ({Columns}) VALUES (@Id, @CustomerId, @Source, @Subject, @Content, @TmCreate, @TmUpdate, @TmDelete)", email);
        for (var idx = 0; idx < email.Targets.Count; idx++)
            unit.Write("INSERT INTO email_targets (customer_id, email_id, idx, message_id, destination) VALUES (@CustomerId, @Id, @idx, @MessageId, @Destination)",
                new { email.CustomerId, email.Id, idx, email.Targets[idx].MessageId, email.Targets[idx].Destination });
    }

    public static void Delete(Unit unit, Email email) => unit.Write(
        "UPDATE emails SET tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id", email);

    private static async Task<List<Email>> WithTargetsAsync(Sql sql, Guid customerId, List<Email> rows)
    {
        if (rows.Count == 0)
            return rows;
        var targets = (await sql.QueryAsync<EmailTarget, Guid>("""
            SELECT t.email_id, t.message_id, t.destination, m.delivery, m.error_code, m.tm_update FROM email_targets t
            JOIN messages m ON m.customer_id = t.customer_id AND m.id = t.message_id
            WHERE t.customer_id = @customerId AND t.email_id IN {items} ORDER BY t.email_id, t.idx
            """, new { customerId }, rows.ConvertAll(row => row.Id))).ToLookup(target => target.EmailId);
        return [.. rows.Select(row => row with { Targets = [.. targets[row.Id]] })];
    }
}
