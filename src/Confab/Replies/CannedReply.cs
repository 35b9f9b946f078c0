using System.Text.Json.Serialization;
using Confab.Store;

namespace Confab.Replies;

/// <summary>A text that agents answer with.</summary>
internal sealed record CannedReply
{
    private const string Columns = "id, customer_id, name, shortcut, text, tm_create, tm_update, tm_delete";

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>What an agent types to get it; empty for nothing.</summary>
    public string Shortcut { get; init; } = "";

    /// <summary>The text, with variables as in <c>${peer.name}</c>, or <c>${peer.name|there}</c> for who has no name.</summary>
    public string Text { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; } = Timestamp.Never;

    public CannedReplyJson ToJson() => new(Id, CustomerId, Name, Shortcut, Text, TmCreate, TmUpdate, TmDelete);

    public static Task<List<CannedReply>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<CannedReply>($"""
        SELECT {Columns} FROM canned_replies WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<CannedReply?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<CannedReply>(
        $"SELECT {Columns} FROM canned_replies WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>Writes a new one.</summary>
    public void Insert(Unit unit) => unit.Write(
        $"INSERT INTO canned_replies ({Columns}) VALUES (@Id, @CustomerId, @Name, @Shortcut, @Text, @TmCreate, @TmUpdate, @TmDelete)", this);

    /// <summary>Writes what can change of one.</summary>
    public void Update(Unit unit) => unit.Write("""
        UPDATE canned_replies SET name = @Name, shortcut = @Shortcut, text = @Text, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, this);
}

/// <summary>A canned reply as the API shows it.</summary>
internal sealed record CannedReplyJson(Guid Id, Guid CustomerId, string Name, string Shortcut, string Text, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

/// <summary>A canned reply with its variables filled in.</summary>
internal sealed record RenderedJson(string Text);

[JsonSerializable(typeof(CannedReplyJson))]
[JsonSerializable(typeof(Page<CannedReplyJson>))]
[JsonSerializable(typeof(RenderedJson))]
internal sealed partial class RepliesJson : JsonSerializerContext
{
    public static readonly RepliesJson Wire = new(Basics.Wire.NewOptions());
}
