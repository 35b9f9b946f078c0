using System.Net;

namespace Confab.Channels;

/// <summary>
/// A body that is watched as it is written. Until its last byte is handed over the request is certainly not taken: who receives less than its
/// <c>Content-Length</c> must see that it is incomplete (RFC 9112, 6.3).
/// </summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpContent? inner;
    private readonly Action moved;
    private readonly long length;

    /// <summary>A body to watch.</summary>
    /// <param name="inner">The body, which knows its length; null for an empty one.</param>
    /// <param name="moved">Told of each part that was taken.</param>
    public WatchedContent(HttpContent? inner, Action moved)
    {
        (this.inner, this.moved, length) = (inner, moved, inner?.Headers.ContentLength ?? 0);
        if (inner?.Headers.ContentType is { } type)
            Headers.ContentType = type;
    }

    /// <summary>Whether all of it may have gone out: true from just before its last byte is written.</summary>
    public bool IsWhole { get; private set; }

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsWhole = length == 0;
        return inner?.CopyToAsync(new Watched(this, stream), context, cancellationToken) ?? Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner?.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Watched(WatchedContent content, Stream to) : Stream
    {
        private long written;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            content.IsWhole = (written += buffer.Length) >= content.length;
            await to.WriteAsync(buffer, cancellationToken);
            content.moved();
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => to.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
