using System.Buffers;
using System.Net.Http.Headers;

namespace Confab.Channels.Email;

/// <summary>A file that goes along with a mail. Its bytes pass through as the mail is written; they are never all in memory.</summary>
/// <param name="Filename">Its name: one line, without quotes or slashes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Open">Opens its bytes.</param>
internal sealed record MailAttachment(string Filename, string ContentType, long Size, Func<CancellationToken, Task<Stream>> Open)
{
    private const string Unknown = "application/octet-stream";

    /// <summary>So long a name may be, escaped, that its line is one that mail servers take.</summary>
    private const int MaxName = 900;

    /// <summary>The bytes of a part: whole lines of Base64, of 57 bytes each, so that each part can be encoded by itself.</summary>
    internal const int PartSize = 57 * 512;

    /// <summary>What goes along of a message's medias.</summary>
    public static IReadOnlyList<MailAttachment> Of(IEnumerable<OutboundMedia> medias) =>
        [.. medias.Where(media => media.Open is not null).Select(media => new MailAttachment(Name(media), MediaTypeHeaderValue.TryParse(media.ContentType, out _) ? media.ContentType : Unknown, media.Size, media.Open!))];

    /// <summary>Sees whether its first byte can be read, before anybody is called.</summary>
    /// <exception cref="MediaUnreadableException">It cannot.</exception>
    public Task TryAsync(CancellationToken stop) => ReadAsync(1, _ => Task.CompletedTask, stop);

    /// <summary>Hands over its bytes, part by part.</summary>
    /// <exception cref="MediaUnreadableException">They could not be read, or are not as many as they should be.</exception>
    public Task ReadAsync(Func<ReadOnlyMemory<byte>, Task> take, CancellationToken stop) => ReadAsync(Size, take, stop);

    private async Task ReadAsync(long wanted, Func<ReadOnlyMemory<byte>, Task> take, CancellationToken stop)
    {
        var part = ArrayPool<byte>.Shared.Rent(PartSize);
        Stream? stream = null;
        try
        {
            for (var left = wanted; left > 0;)
            {
                var bytes = part.AsMemory(0, (int)Math.Min(left, PartSize));
                try
                {
                    stream ??= await Open(stop);
                    await stream.ReadExactlyAsync(bytes, stop);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    throw new MediaUnreadableException(e);
                }
                await take(bytes);
                left -= bytes.Length;
            }
        }
        finally
        {
            if (stream is not null)
                await stream.DisposeAsync();
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    private static string Name(OutboundMedia media)
    {
        var name = string.Concat(media.Filename.Where(character => !char.IsControl(character) && character is not ('"' or '\\' or '/')));
        return name.Length > 0 && Uri.EscapeDataString(name).Length <= MaxName ? name : media.Type;
    }
}

/// <summary>A media cannot be read, now. What it was to go into is left unfinished, so nobody has taken it.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside one attempt to send only.
internal sealed class MediaUnreadableException(Exception inner) : Exception("a media could not be read", inner);
#pragma warning restore CA1032, CA1064
