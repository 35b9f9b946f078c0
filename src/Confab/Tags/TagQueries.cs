using Confab.Store;

namespace Confab.Tags;

/// <summary>Reads and writes of tags; each names the customer.</summary>
internal static class TagQueries
{
    private const string Columns = "id, customer_id, name, detail, tm_create, tm_update, tm_delete";

    public static Task<List<Tag>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<Tag>($"""
        SELECT {Columns} FROM tags WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<Tag?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<Tag>(
        $"SELECT {Columns} FROM tags WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{(toChange ? sql.Lock : "")}", new { customerId, id });

    public static Task InsertAsync(Unit unit, Tag tag) => unit.ExecuteAsync("""
        INSERT INTO tags (customer_id, id, name, detail, tm_create, tm_update, tm_delete)
        VALUES (@CustomerId, @Id, @Name, @Detail, @TmCreate, @TmUpdate, @TmDelete)
        """, tag);

    public static Task UpdateAsync(Unit unit, Tag tag) => unit.ExecuteAsync("""
        UPDATE tags SET name = @Name, detail = @Detail, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, tag);
}
