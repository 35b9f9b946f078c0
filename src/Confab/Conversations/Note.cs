using System.Text.Json.Serialization;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>What somebody of the team wrote about a conversation, for the team: it is never sent.</summary>
internal sealed record Note
{
    private const string Columns = "id, customer_id, conversation_id, by_kind, by_id, by_name, text, tm_create, tm_update, tm_delete";

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid ConversationId { get; init; }

    public string ByKind { get; init; } = "";

    public Guid ById { get; init; }

    public string ByName { get; init; } = "";

    public string Text { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; } = Timestamp.Never;

    public NoteJson ToJson() => new(Id, CustomerId, ConversationId, new Who(ByKind, ById, ByName), Text, TmCreate, TmUpdate, TmDelete);

    /// <summary>A page of a conversation's notes, newest first.</summary>
    public static Task<List<Note>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) => sql.QueryAsync<Note>($"""
        SELECT {Columns} FROM conversation_notes
        WHERE customer_id = @customerId AND conversation_id = @conversationId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, conversationId, page.Before, page.BeforeId, limit = page.Size + 1 });

    /// <summary>One note of a conversation.</summary>
    public static Task<Note?> FindAsync(Sql sql, Guid customerId, Guid conversationId, Guid id) => sql.FirstAsync<Note>($"""
        SELECT {Columns} FROM conversation_notes WHERE customer_id = @customerId AND id = @id AND conversation_id = @conversationId AND tm_delete = {Timestamp.NeverSql}
        """, new { customerId, conversationId, id });

    /// <summary>Writes a new one.</summary>
    public void Insert(Unit unit) => unit.Write($"""
        INSERT INTO conversation_notes ({Columns}) VALUES (@Id, @CustomerId, @ConversationId, @ByKind, @ById, @ByName, @Text, @TmCreate, @TmUpdate, @TmDelete)
        """, this);

    /// <summary>Writes that it was deleted.</summary>
    public void Delete(Unit unit) => unit.Write("UPDATE conversation_notes SET tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id", this);
}

/// <summary>A note as the API shows it.</summary>
internal sealed record NoteJson(Guid Id, Guid CustomerId, Guid ConversationId, Who By, string Text, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

[JsonSerializable(typeof(NoteJson))]
[JsonSerializable(typeof(Page<NoteJson>))]
internal sealed partial class NotesJson : JsonSerializerContext
{
    public static readonly NotesJson Wire = new(Basics.Wire.NewOptions());
}
