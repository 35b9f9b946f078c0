namespace Confab.Store.Postgres;

/// <summary>Reads a blob part by part, each when it is wanted, from any place.</summary>
/// <param name="read">Reads the part with this index; null when it is gone.</param>
/// <param name="length">How many bytes there are.</param>
/// <param name="first">The first part.</param>
internal sealed class PartStream(Func<int, Task<byte[]?>> read, long length, byte[] first) : Stream
{
    private int index;
    private byte[] part = first;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => true;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => length;

    /// <inheritdoc />
    public override long Position { get; set; }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length)
            return 0;
        var wanted = (int)(Position / Blobs.PartSize);
        if (wanted != index)
            (index, part) = (wanted, await read(wanted) ?? throw new IOException("the bytes are gone"));
        var from = (int)(Position % Blobs.PartSize);
        var count = (int)Math.Min(Math.Min(buffer.Length, part.Length - from), length - Position);
        part.AsMemory(from, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset
    };

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
