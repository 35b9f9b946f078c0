using System.Text.Json.Serialization;
using Confab.Store;

namespace Confab.Auth;

/// <summary><c>/accesskeys</c>: keys that act as an admin of their customer without being an agent.</summary>
internal sealed class AccessKeys(Db db, Credentials credentials)
{
    private const string Columns = "id, customer_id, name, detail, token_prefix, tm_expire, tm_create, tm_update, tm_delete";
    private const long MaxExpire = 100L * 365 * 24 * 3600;

    /// <summary>Maps the routes.</summary>
    public void Map(ApiRoutes api) => api.For("accesskey", "accesskeys")
        .Get("/accesskeys", Needs.Admin, ListAsync)
        .Post("/accesskeys", Needs.Admin, CreateAsync)
        .Get("/accesskeys/{id}", Needs.Admin, GetAsync)
        .Put("/accesskeys/{id}", Needs.Admin, UpdateAsync)
        .Delete("/accesskeys/{id}", Needs.Admin, DeleteAsync);

    /// <summary>Makes a key; returns its row and the whole key, which nobody sees again.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="customerId">Whose key.</param>
    /// <param name="name">Its name.</param>
    /// <param name="detail">Notes.</param>
    /// <param name="permission">What it holds: of the customer's bits, those that its maker holds.</param>
    /// <param name="expire">Seconds that it lives; null for ever.</param>
    public static async Task<(AccessKeyRow Row, string Token)> AddAsync(Unit unit, Guid customerId, string name, string detail, long permission, long? expire)
    {
        var token = AccessKeyToken.New();
        var row = new AccessKeyRow
        {
            Id = Ids.New(unit.Now), CustomerId = customerId, Name = name, Detail = detail, TokenPrefix = AccessKeyToken.Shown(token),
            TmExpire = expire is { } seconds ? unit.Now + TimeSpan.FromSeconds(seconds) : Timestamp.Never,
            TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
        };
        await unit.ExecuteAsync("""
            INSERT INTO accesskeys (customer_id, id, name, detail, token_hash, token_prefix, permission, tm_expire, tm_create, tm_update, tm_delete)
            VALUES (@CustomerId, @Id, @Name, @Detail, @Hash, @TokenPrefix, @permission, @TmExpire, @TmCreate, @TmUpdate, @TmDelete)
            """, new { row.CustomerId, row.Id, row.Name, row.Detail, Hash = Secrets.Hash(token), row.TokenPrefix, permission, row.TmExpire, row.TmCreate, row.TmUpdate, row.TmDelete });
        return (row, token);
    }

    private async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => sql.QueryAsync<AccessKeyRow>($"""
            SELECT {Columns} FROM accesskeys WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
            ORDER BY tm_create DESC, id DESC LIMIT @Limit
            """, page.Args(call.CustomerId)));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson("")), AccessKeysJson.Wire.PageAccessKeyJson);
    }

    private async Task<IResult> GetAsync(Call call) =>
        Wire.Ok(Call.Found(await db.ReadAsync(sql => FindAsync(sql, call)), "accesskey").ToJson(""), AccessKeysJson.Wire.AccessKeyJson);

    private async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, detail, expire) = (body.Text("name") ?? "", body.Text("detail") ?? "", body.Number("expire", 1, MaxExpire));
        var (row, token) = await db.WriteAsync(unit => AddAsync(unit, call.CustomerId, name, detail, call.Caller.Held & Permissions.Customer, expire));
        return Wire.Ok(row.ToJson(token), AccessKeysJson.Wire.AccessKeyJson);
    }

    private async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, detail) = (body.Text("name"), body.Text("detail"));
        var row = await db.WriteAsync(async unit =>
        {
            var row = Call.Found(await FindAsync(unit, call), "accesskey");
            row = row with { Name = name ?? row.Name, Detail = detail ?? row.Detail, TmUpdate = unit.Now };
            await unit.ExecuteAsync("UPDATE accesskeys SET name = @Name, detail = @Detail, tm_update = @TmUpdate WHERE customer_id = @CustomerId AND id = @Id", row);
            return row;
        });
        return Wire.Ok(row.ToJson(""), AccessKeysJson.Wire.AccessKeyJson);
    }

    private async Task<IResult> DeleteAsync(Call call)
    {
        var row = await db.WriteAsync(async unit =>
        {
            var row = Call.Found(await FindAsync(unit, call), "accesskey") with { TmUpdate = unit.Now, TmDelete = unit.Now };
            await unit.ExecuteAsync("UPDATE accesskeys SET tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id", row);
            unit.OnCommit(credentials.Forget);
            return row;
        });
        return Wire.Ok(row.ToJson(""), AccessKeysJson.Wire.AccessKeyJson);
    }

    private static Task<AccessKeyRow?> FindAsync(Sql sql, Call call) => sql.FirstAsync<AccessKeyRow>(
        $"SELECT {Columns} FROM accesskeys WHERE customer_id = @CustomerId AND id = @Id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { call.CustomerId, call.Id });
}

/// <summary>An access key as it stands in its table, without its hash.</summary>
internal sealed record AccessKeyRow
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    public string TokenPrefix { get; init; } = "";

    public Timestamp TmExpire { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public AccessKeyJson ToJson(string token) => new(Id, CustomerId, Name, Detail, token, TokenPrefix, TmExpire, TmCreate, TmUpdate, TmDelete);
}

/// <summary>An access key as the API shows it; <paramref name="Token"/> only in the answer to its creation.</summary>
internal sealed record AccessKeyJson(Guid Id, Guid CustomerId, string Name, string Detail, string Token, string TokenPrefix, Timestamp TmExpire,
    Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

[JsonSerializable(typeof(AccessKeyJson))]
[JsonSerializable(typeof(Page<AccessKeyJson>))]
internal sealed partial class AccessKeysJson : JsonSerializerContext
{
    public static readonly AccessKeysJson Wire = new(Basics.Wire.NewOptions());
}
