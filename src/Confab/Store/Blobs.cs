namespace Confab.Store;

/// <summary>
/// Bytes too many for a row: written once under a new id, never changed, read from any place, removed. They pass through in parts of 256 kB,
/// so memory stays flat. What is written is there when the write returns; a row that names it makes it count.
/// </summary>
internal abstract class Blobs
{
    /// <summary>The bytes of a part.</summary>
    public const int PartSize = 256 * 1024;

    /// <summary>The longest wait for the next bytes of what is being written.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Writes all of a stream; returns its size. A failure leaves nothing behind but what a sweep takes away.</summary>
    /// <param name="name">Its name, which nobody has used.</param>
    /// <param name="content">What to write.</param>
    /// <param name="max">The most bytes.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="BlobTooLargeException">There are more.</exception>
    public abstract Task<long> WriteAsync(BlobName name, Stream content, long max, CancellationToken stop);

    /// <summary>Reads one, from any place in it; null when it is not there.</summary>
    public abstract Task<Stream?> OpenAsync(BlobName name, long size);

    /// <summary>Takes one away, or a part of it where it is large; true when nothing is left.</summary>
    public abstract Task<bool> RemoveAsync(Unit unit, BlobName name);

    /// <summary>Some of those that there are, half written ones too, and where to go on; null at the end.</summary>
    public abstract Task<(List<BlobName> Blobs, string? Next)> ListAsync(Sql sql, string from);

    /// <summary>Hands over the parts of a stream, each full but the last, in the same array; returns how many bytes there were.</summary>
    protected static async Task<long> ReadPartsAsync(Stream content, long max, Func<byte[], int, Task> take, CancellationToken stop)
    {
        var (part, size) = (new byte[PartSize], 0L);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        while (true)
        {
            var count = 0;
            for (var read = -1; read != 0 && count < part.Length; count += read)
            {
                patience.CancelAfter(Patience);
                read = await content.ReadAsync(part.AsMemory(count), patience.Token);
            }
            if ((size += count) > max)
                throw new BlobTooLargeException();
            if (count > 0)
                await take(part, count);
            if (count < part.Length)
                return size;
        }
    }
}

/// <summary>Whose bytes, and which.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Id">The id, which tells when it was made (<see cref="Ids.TimeOf"/>).</param>
internal readonly record struct BlobName(Guid CustomerId, Guid Id)
{
    private const int IdLength = 32;

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static BlobName? Parse(string text) => text.Length == 2 * IdLength + 1 && Guid.TryParseExact(text[..IdLength], "N", out var customerId)
        && Guid.TryParseExact(text[(IdLength + 1)..], "N", out var id) ? new BlobName(customerId, id) : null;

    /// <inheritdoc />
    public override string ToString() => $"{CustomerId:N}-{Id:N}";
}

/// <summary>More bytes came than are taken.</summary>
#pragma warning disable CA1032 // Thrown by the store, caught by who writes.
internal sealed class BlobTooLargeException() : Exception("too large");
#pragma warning restore CA1032
