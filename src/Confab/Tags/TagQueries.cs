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

    /// <summary>
    /// Those of these tags that are not deleted, and none of them is until the end of the unit: who names one that has just been deleted is not
    /// at fault, and it is left out.
    /// </summary>
    /// <exception cref="ProblemException">One is no tag of the customer; <paramref name="field"/> names the list.</exception>
    public static async Task<List<Guid>> HoldAsync(Unit unit, Guid customerId, List<Guid> ids, string field)
    {
        if (ids.Count == 0)
            return ids;
        var tags = (await unit.QueryAsync<Tag, Guid>($"SELECT {Columns} FROM tags WHERE customer_id = @customerId AND id IN {{items}} ORDER BY id{unit.Lock}", new { customerId }, ids))
            .ToDictionary(tag => tag.Id);
        return ids.FindIndex(id => !tags.ContainsKey(id)) is >= 0 and var unknown ? throw Problem.Invalid($"{field}[{unknown}]", "no tag of this customer has this id.").AsException()
            : ids.FindAll(id => tags[id].TmDelete == Timestamp.Never);
    }

    public static Task InsertAsync(Unit unit, Tag tag) => unit.ExecuteAsync("""
        INSERT INTO tags (customer_id, id, name, detail, tm_create, tm_update, tm_delete)
        VALUES (@CustomerId, @Id, @Name, @Detail, @TmCreate, @TmUpdate, @TmDelete)
        """, tag);

    public static Task UpdateAsync(Unit unit, Tag tag) => unit.ExecuteAsync("""
        UPDATE tags SET name = @Name, detail = @Detail, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, tag);
}
