using System.Text.Json;

namespace Confab.Channels;

/// <summary>Something beside text in a message of ours, as an adapter gets it.</summary>
/// <param name="Id">Our id of it; nil where there are no bytes of ours.</param>
/// <param name="Type"><c>image</c>, <c>video</c>, <c>audio</c>, <c>file</c>, <c>location</c>, <c>sticker</c>, or a channel's own word (<c>flex</c>, <c>template</c>, …).</param>
/// <param name="Filename">What it is called, or empty.</param>
/// <param name="ContentType">Its media type, or empty where it is not known.</param>
/// <param name="Size">In bytes; 0 where it is not known.</param>
/// <param name="Url">Where a provider may fetch it, for months; empty where there are no bytes.</param>
/// <param name="Entry">The entry as the sender wrote it, with whatever else stands in it: coordinates, sticker ids, a template.</param>
public sealed record OutboundMedia(Guid Id, string Type, string Filename, string ContentType, long Size, string Url, JsonElement Entry)
{
    /// <summary>Opens the bytes; null where there are none of ours, only a <see cref="Url"/>.</summary>
    public Func<CancellationToken, Task<Stream>>? Open { get; init; }

    /// <summary>The provider's id of the message that it names by <c>message_id</c>; empty for none.</summary>
    public string About { get; init; } = "";
}

/// <summary>How a channel carries a media.</summary>
/// <param name="Way">How.</param>
/// <param name="Why">Why not, in words that a sender understands and that follow the field's name; else empty.</param>
public readonly record struct MediaFit(MediaWay Way, string Why = "")
{
    /// <summary>As what it is.</summary>
    public static MediaFit Native => new(MediaWay.Native);

    /// <summary>Where it has an address, as a link in the text; else not at all.</summary>
    public static MediaFit LinkOrRefused(OutboundMedia media, string title) => media.Url.Length > 0 ? new MediaFit(MediaWay.Link)
        : new MediaFit(MediaWay.Refused, $"is of type {media.Type}, which {title} does not carry.");
}

/// <summary>The ways to carry a media.</summary>
public enum MediaWay
{
    /// <summary>As what it is.</summary>
    Native,

    /// <summary>As a link in the text.</summary>
    Link,

    /// <summary>Not at all: the message is refused.</summary>
    Refused
}

/// <summary>A channel whose provider keeps the bytes of what came in, and hands them to the account only.</summary>
public interface IMediaSource
{
    /// <summary>Fetches what an <see cref="InboundMedia.Source"/> names. Called in the background, again after a passing failure.</summary>
    Task<MediaFetch> FetchAsync(string source, ChannelAccount account, CancellationToken stop);
}

/// <summary>What fetching a media from its provider came to.</summary>
public abstract record MediaFetch
{
    private MediaFetch() { }

    /// <summary>Here it is; the one who reads it disposes the answer.</summary>
    /// <param name="Answer">The provider's answer, whose body has not been read.</param>
    /// <param name="Filename">What the provider calls it, or empty.</param>
    public sealed record Found(HttpResponseMessage Answer, string Filename) : MediaFetch;

    /// <summary>It lies at an address that takes no credentials of the account: fetched from there by the client for strangers' addresses.</summary>
    public sealed record Elsewhere(string Url) : MediaFetch;

    /// <summary>Not now.</summary>
    public sealed record RetryLater(TimeSpan? After, string Reason) : MediaFetch;

    /// <summary>Never.</summary>
    public sealed record Gone(string Reason) : MediaFetch;
}

/// <summary>A channel whose provider can be asked for what its hooks may have lost.</summary>
public interface IPolled
{
    /// <summary>
    /// A page of what happened since a time, the newest first: messages as their hooks would have told them, with the same keys. Receipts have keys
    /// of their own, as they know less than hooks do. Null when the provider could not answer.
    /// </summary>
    /// <param name="page">Which one, as the page before it says; empty for the first.</param>
    /// <param name="since">What is older is left out.</param>
    /// <param name="account">The account.</param>
    /// <param name="stop">Gives up waiting.</param>
    Task<PolledPage?> PollAsync(string page, DateTimeOffset since, ChannelAccount account, CancellationToken stop);
}

/// <summary>A part of what a provider says has happened.</summary>
/// <param name="Items">What could be read of it.</param>
/// <param name="Next">The page after it; empty where nothing more has happened since.</param>
/// <param name="IsWhole">Whether that is all of it; what could not be read now is to be asked for again.</param>
public sealed record PolledPage(IReadOnlyList<Inbound> Items, string Next, bool IsWhole);

/// <summary>A channel that can try an account's settings at its provider.</summary>
public interface IProbe
{
    /// <summary>What is wrong, in words that an operator understands, each with the setting it is about; none when all is well.</summary>
    Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop);
}

/// <summary>A channel that can set an account up at its provider: have it call us.</summary>
public interface ISetup
{
    /// <summary>Sets it up; what is wrong, as in <see cref="IProbe"/>.</summary>
    Task<IReadOnlyList<Fault>> SetUpAsync(ChannelAccount account, CancellationToken stop);
}

/// <summary>A channel whose provider says how much an account may still send.</summary>
public interface IQuota
{
    /// <summary>What it says; null where it does not now.</summary>
    Task<Quota?> GetQuotaAsync(ChannelAccount account, CancellationToken stop);
}

/// <summary>How much an account may send.</summary>
/// <param name="Limit">Messages in this month; -1 where there is no limit.</param>
/// <param name="Used">Of these.</param>
public sealed record Quota(long Limit, long Used);
