using System.Text.Json.Serialization;
using Confab.Store;

namespace Confab.Medias;

/// <summary>A picture, film, sound or file as it stands in its table.</summary>
internal sealed record Media
{
    public const string Pending = "pending", Ready = "ready", Failed = "failed";

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary><c>image</c>, <c>video</c>, <c>audio</c>, <c>file</c>, or another word of a channel's.</summary>
    public string Type { get; init; } = "";

    /// <summary>What its sender calls it, any text; or empty.</summary>
    public string Filename { get; init; } = "";

    /// <summary>What its first bytes say that it is; where they say nothing, what its sender says.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>In bytes; 0 while it is not known.</summary>
    public long Size { get; init; }

    /// <summary>In pixels, of pictures; else 0.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>In milliseconds, where somebody told it; else 0.</summary>
    public long Duration { get; init; }

    /// <summary><c>pending</c>: the bytes are still to be fetched; <c>ready</c>; <c>failed</c>: there will be none.</summary>
    public string Status { get; init; } = Ready;

    /// <summary>Why it failed, in words for a person; else empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>The account that it came by; nil for an upload.</summary>
    public Guid AccountId { get; init; }

    /// <summary>The message that it came with; nil for an upload.</summary>
    public Guid MessageId { get; init; }

    /// <summary>What the provider calls the bytes, or where they are.</summary>
    public string Source { get; init; } = "";

    /// <summary>The bytes; nil while there are none.</summary>
    public Guid BlobId { get; init; }

    /// <summary>The agent who uploaded it; nil for what a key uploaded, or somebody sent.</summary>
    public Guid UploaderId { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; } = Timestamp.Never;

    /// <summary>What the store calls its bytes.</summary>
    public BlobName Blob => new(CustomerId, BlobId);

    /// <summary>As the API shows it, and as it stands in a message's entries.</summary>
    /// <param name="url">Its public link, or empty.</param>
    public MediaJson ToJson(string url) => new(Id, CustomerId, Type, Filename, TmCreate, TmUpdate, TmDelete, ContentType, Size, url, Width, Height, Duration, Status, Error);
}

/// <summary>A media as the API shows it.</summary>
internal sealed record MediaJson(Guid Id, Guid CustomerId, string Type, string Filename, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete,
    string ContentType, long Size, string Url, int Width, int Height, long Duration, string Status, string Error);

[JsonSerializable(typeof(MediaJson))]
internal sealed partial class MediasJson : JsonSerializerContext
{
    public static readonly MediasJson Wire = new(Basics.Wire.NewOptions());
}
