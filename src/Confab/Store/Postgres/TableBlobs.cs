namespace Confab.Store.Postgres;

/// <summary>Blobs as rows of 256 kB in <c>media_parts</c>, each written in a transaction of its own, so that every node has them.</summary>
internal sealed class TableBlobs(Db db) : Blobs
{
    private const int PartsRemoved = 64;
    private const int Listed = 200;

    /// <inheritdoc />
    public override async Task<long> WriteAsync(BlobName name, Stream content, long max, CancellationToken stop)
    {
        var index = 0;
        try
        {
            return await ReadPartsAsync(content, max, async (part, count) =>
            {
                var (idx, bytes) = (index++, count == part.Length ? part : part[..count]);
                await db.WriteAsync(unit => unit.Write("INSERT INTO media_parts (customer_id, blob_id, idx, bytes) VALUES (@CustomerId, @Id, @idx, @bytes)",
                    new { name.CustomerId, name.Id, idx, bytes }));
            }, stop);
        }
        catch when (index > 0)
        {
            await db.WriteAsync(unit => unit.Write("DELETE FROM media_parts WHERE customer_id = @CustomerId AND blob_id = @Id", new { name.CustomerId, name.Id }));
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task<Stream?> OpenAsync(BlobName name, long size) =>
        await PartAsync(name, 0) is { } first ? new PartStream(index => PartAsync(name, index), size, first) : null;

    /// <summary>The last parts first: while one is left it is the first, and that is where a sweep finds it.</summary>
    public override async Task<bool> RemoveAsync(Unit unit, BlobName name) => await unit.ExecuteAsync("""
        DELETE FROM media_parts WHERE customer_id = @CustomerId AND blob_id = @Id AND idx IN (
            SELECT idx FROM media_parts WHERE customer_id = @CustomerId AND blob_id = @Id ORDER BY idx DESC LIMIT @PartsRemoved)
        """, new { name.CustomerId, name.Id, PartsRemoved }) < PartsRemoved;

    /// <inheritdoc />
    public override async Task<(List<BlobName> Blobs, string? Next)> ListAsync(Sql sql, string from)
    {
        var last = BlobName.Parse(from) ?? default;
        var rows = await sql.QueryAsync<Row>("""
            SELECT customer_id, blob_id FROM media_parts WHERE idx = 0 AND (customer_id, blob_id) > (@CustomerId, @Id) ORDER BY customer_id, blob_id LIMIT @Listed
            """, new { last.CustomerId, last.Id, Listed });
        var blobs = rows.ConvertAll(row => new BlobName(row.CustomerId, row.BlobId));
        return (blobs, blobs.Count == Listed ? blobs[^1].ToString() : null);
    }

    private Task<byte[]?> PartAsync(BlobName name, int index) => db.ReadAsync(sql => sql.FirstAsync<byte[]>(
        "SELECT bytes FROM media_parts WHERE customer_id = @CustomerId AND blob_id = @Id AND idx = @index", new { name.CustomerId, name.Id, index }));

    private sealed class Row
    {
        public Guid CustomerId { get; init; }

        public Guid BlobId { get; init; }
    }
}
