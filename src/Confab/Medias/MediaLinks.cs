using System.Buffers.Text;
using System.Security.Cryptography;
using Confab.Store;

namespace Confab.Medias;

/// <summary>
/// The public links of medias, for providers and phones that fetch late: who has one may read that media, until it is deleted. The token is
/// the customer's and the media's id, signed with a key of all nodes: the same for the same media, and nothing is kept of it.
/// </summary>
internal sealed class MediaLinks(ServerKeys keys, Settings settings)
{
    /// <summary>Where they lead.</summary>
    public const string Path = "/v1.0/media_links";

    private const int IdBytes = 16;
    private const int TokenBytes = 3 * IdBytes;
    private byte[]? key;

    /// <summary>Gets the key: before anything is served.</summary>
    public async Task LoadAsync() => key = await keys.GetAsync("media_links");

    /// <summary>The link of a media that is ready; empty for any other.</summary>
    public string Url(Media media) => media.BlobId == Guid.Empty ? "" : $"{settings.PublicUrl}{Path}/{Token(media)}/{MediaName.ForUrl(media)}";

    /// <summary>Which media a token of ours names; null for any other text.</summary>
    public (Guid CustomerId, Guid Id)? Read(string token)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        if (token.Length != Base64Url.GetEncodedLength(TokenBytes) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != TokenBytes)
            return null;
        return CryptographicOperations.FixedTimeEquals(bytes[(2 * IdBytes)..], Sign(bytes[..(2 * IdBytes)])) ? (new Guid(bytes[..IdBytes], true), new Guid(bytes[IdBytes..(2 * IdBytes)], true)) : null;
    }

    private string Token(Media media)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        media.CustomerId.TryWriteBytes(bytes, bigEndian: true, out _);
        media.Id.TryWriteBytes(bytes[IdBytes..], bigEndian: true, out _);
        Sign(bytes[..(2 * IdBytes)]).CopyTo(bytes[(2 * IdBytes)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The first half of HMAC-SHA256.</summary>
    private ReadOnlySpan<byte> Sign(ReadOnlySpan<byte> ids) => HMACSHA256.HashData(key ?? throw new InvalidOperationException("the key has not been loaded"), ids).AsSpan(0, IdBytes);
}
