using Confab.Store;

namespace Confab.Medias;

/// <summary>Keeps bytes, and looks at what they are. What it kept counts once a row names it.</summary>
internal sealed class MediaKeeper(Blobs blobs, Settings settings, TimeProvider clock)
{
    /// <summary>Keeps all of a stream.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="said">The media type that the sender says.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="BlobTooLargeException">There are more than a media may have.</exception>
    public async Task<KeptBytes> KeepAsync(Guid customerId, Stream content, string said, CancellationToken stop)
    {
        var name = new BlobName(customerId, Ids.New(clock.Now()));
        var size = await blobs.WriteAsync(name, content, settings.MediaBytes, stop);
        var head = await HeadAsync(name, size, stop);
        var type = MediaTypes.Of(head, said);
        var (width, height) = PictureSize.Of(type, head);
        return new KeptBytes(name.Id, size, type, width, height);
    }

    /// <summary>The first bytes, where a camera's notes may stand before the size of a picture.</summary>
    private async Task<byte[]> HeadAsync(BlobName name, long size, CancellationToken stop)
    {
        var head = new byte[Math.Min(size, Blobs.PartSize)];
        if (await blobs.OpenAsync(name, size) is { } stream)
            await using (stream)
                await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop);
        return head;
    }
}

/// <summary>Bytes that were kept, and what they are.</summary>
/// <param name="BlobId">Their id in the store.</param>
/// <param name="Size">How many.</param>
/// <param name="ContentType">See <see cref="Media.ContentType"/>.</param>
/// <param name="Width">In pixels, of a picture.</param>
/// <param name="Height">In pixels, of a picture.</param>
internal sealed record KeptBytes(Guid BlobId, long Size, string ContentType, int Width, int Height)
{
    /// <summary>A media with these bytes.</summary>
    public Media In(Media media) => media with { BlobId = BlobId, Size = Size, ContentType = ContentType, Width = Width, Height = Height, Status = Media.Ready, Error = "" };
}
