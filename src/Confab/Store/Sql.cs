using System.Data.Common;
using Dapper;

namespace Confab.Store;

/// <summary>Plain SQL on one connection. What reads takes this; what changes takes a <see cref="Unit"/>.</summary>
internal class Sql(DbConnection connection, DbTransaction? transaction = null)
{
    /// <summary>
    /// Ends a query for a row that is about to be changed, or relied on: in a unit of work it stays as it is until the end of the unit,
    /// in a read it is just read.
    /// </summary>
    public virtual string Lock => "";

    /// <summary>Runs a statement; returns how many rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? args = null) => connection.ExecuteAsync(sql, args, transaction);

    /// <summary>The first row, or null (zero for a plain value) when there is none.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? args = null) => connection.QueryFirstOrDefaultAsync<T>(sql, args, transaction);

    /// <summary>All rows.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? args = null) =>
        (await connection.QueryAsync<T>(sql, args, transaction)).AsList();

    /// <summary>All rows of a query that names a list, not an empty one, as <c>{items}</c>.</summary>
    public Task<List<T>> QueryAsync<T, TItem>(string sql, object args, IReadOnlyList<TItem> items)
    {
        var all = new DynamicParameters(args);
        for (var i = 0; i < items.Count; i++)
            all.Add($"item{i}", items[i]);
        return QueryAsync<T>(sql.Replace("{items}", "(" + string.Join(", ", items.Select((_, i) => $"@item{i}")) + ")", StringComparison.Ordinal), all);
    }

    /// <summary>
    /// Whether a customer's row of this id stands in <paramref name="table"/> and is not deleted: how an area checks a reference to
    /// what a later area owns.
    /// </summary>
    public async Task<bool> ExistsAsync(string table, Guid customerId, Guid id) =>
        await FirstAsync<int>($"SELECT 1 FROM {table} WHERE id = @id AND customer_id = @customerId AND tm_delete = {Timestamp.NeverSql}{Lock}",
            new { id, customerId }) == 1;
}
