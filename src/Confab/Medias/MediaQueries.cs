using Confab.Store;

namespace Confab.Medias;

/// <summary>Reads and writes of medias; each names the customer.</summary>
internal static class MediaQueries
{
    private const string Columns = """
        id, customer_id, type, filename, content_type, size, width, height, duration, status, error, account_id, message_id, source, blob_id, tm_create, tm_update, tm_delete, uploader_id
        """;

    /// <summary>One that is not deleted; in a unit of work it stays as it is until the end.</summary>
    public static Task<Media?> FindAsync(Sql sql, Guid customerId, Guid id) => sql.FirstAsync<Media>(
        $"SELECT {Columns} FROM medias WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{sql.Lock}", new { customerId, id });

    /// <summary>One that a conversation has seen.</summary>
    public static Task<Media?> FindInAsync(Sql sql, Guid customerId, Guid conversationId, Guid id) => sql.FirstAsync<Media>($"""
        SELECT {Columns} FROM medias WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}
            AND EXISTS (SELECT 1 FROM media_uses WHERE customer_id = @customerId AND conversation_id = @conversationId AND media_id = @id)
        """, new { customerId, conversationId, id });

    /// <summary>Those of these ids that are there.</summary>
    public static async Task<Dictionary<Guid, Media>> FindAllAsync(Sql sql, Guid customerId, IReadOnlyList<Guid> ids) => ids.Count == 0 ? [] : (await sql.QueryAsync<Media, Guid>(
        $"SELECT {Columns} FROM medias WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} AND id IN {"{items}"}", new { customerId }, ids)).ToDictionary(media => media.Id);

    /// <summary>The same, held until the end of the unit, in one order for all.</summary>
    public static Task<List<Media>> HoldAllAsync(Unit unit, Guid customerId, IReadOnlyList<Guid> ids) => ids.Count == 0 ? Task.FromResult(new List<Media>()) : unit.QueryAsync<Media, Guid>(
        $"SELECT {Columns} FROM medias WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} AND id IN {"{items}"} ORDER BY id{unit.Lock}", new { customerId }, ids);

    public static void Insert(Unit unit, Media media) => unit.Write($"""
        INSERT INTO medias ({Columns}) VALUES (@Id, @CustomerId, @Type, @Filename, @ContentType, @Size, @Width, @Height, @Duration, @Status, @Error, @AccountId, @MessageId,
            @Source, @BlobId, @TmCreate, @TmUpdate, @TmDelete, @UploaderId)
        """, media);

    /// <summary>Writes what can change.</summary>
    public static void Update(Unit unit, Media media) => unit.Write("""
        UPDATE medias SET filename = @Filename, content_type = @ContentType, size = @Size, width = @Width, height = @Height, status = @Status, error = @Error,
            blob_id = @BlobId, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, media);

    /// <summary>Keeps in mind that a conversation has seen one.</summary>
    public static void Use(Unit unit, Guid customerId, Guid conversationId, Guid mediaId) => unit.Write(
        "INSERT INTO media_uses (customer_id, conversation_id, media_id) VALUES (@customerId, @conversationId, @mediaId) ON CONFLICT DO NOTHING", new { customerId, conversationId, mediaId });
}
