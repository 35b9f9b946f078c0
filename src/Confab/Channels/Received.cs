namespace Confab.Channels;

/// <summary>What a provider's call turned out to be.</summary>
public abstract record Received
{
    private Received() { }

    /// <summary>Not the provider's: answered with this problem, nothing stored.</summary>
    public sealed record Rejected(Problem Problem) : Received;

    /// <summary>The provider checking our address: answered with this text.</summary>
    public sealed record Verified(string Challenge) : Received;

    /// <summary>A genuine call and all that it carried.</summary>
    public sealed record Parsed(IReadOnlyList<Inbound> Items, HookAnswer Answer) : Received;
}

/// <summary>What the provider wants to read when all is well.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Body">The text.</param>
public sealed record HookAnswer(string ContentType, string Body)
{
    /// <summary>An empty JSON object, for providers that do not care.</summary>
    public static HookAnswer Json { get; } = new("application/json", "{}");
}

/// <summary>One thing a provider told us. Its key makes a second telling harmless.</summary>
/// <param name="Key">What the provider promises to repeat on a redelivery, unique within the account; at most 200 characters.</param>
public abstract record Inbound(string Key)
{
    /// <summary>A message from a peer.</summary>
    /// <param name="Key">See <see cref="Inbound"/>.</param>
    /// <param name="ProviderId">The provider's own id of the message; receipts and unsends name it.</param>
    /// <param name="DialogId">Which conversation at the provider: LINE's user, group or room id; the peer's number for SMS.</param>
    /// <param name="Self">Our end.</param>
    /// <param name="Peer">Their end.</param>
    /// <param name="Text">What they wrote; empty when they sent media only. May hold any characters.</param>
    /// <param name="Medias">What came with it.</param>
    public sealed record Message(string Key, string ProviderId, string DialogId, Address Self, Address Peer, string Text,
        IReadOnlyList<InboundMedia> Medias) : Inbound(Key)
    {
        /// <summary>Its subject, where the channel has subjects.</summary>
        public string Subject { get; init; } = "";

        /// <summary>
        /// Whether it is kept and no flow answers it: a machine wrote it (a bounce, an absence note, a mailing list), or others answer it
        /// (LINE's standby).
        /// </summary>
        public bool IsAutomatic { get; init; }

        /// <summary>Which command of SMS the provider took it for (<c>STOP</c>, <c>START</c>, <c>HELP</c>) and has answered by itself; empty for none.</summary>
        public string Answered { get; init; } = "";

        /// <summary>When the peer wrote it, by the provider's clock; null where the provider does not say.</summary>
        public Timestamp? Written { get; init; }

        /// <summary>Who wrote it, where the peer is a group; null where it is the peer, or where the provider does not say.</summary>
        public Address? Speaker { get; init; }

        /// <summary>What answers it free of charge, once and soon, where the account wants that; else empty.</summary>
        public string ReplyToken { get; init; } = "";
    }

    /// <summary>
    /// A peer who came or went without a word (LINE's follow and unfollow, join and leave): no flow runs. Who came has a conversation from
    /// then on; who went keeps the one that there is.
    /// </summary>
    public sealed record Contact(string Key, string DialogId, Address Self, Address Peer) : Inbound(Key)
    {
        /// <summary>How the peer stands to us from then on.</summary>
        public PeerState State { get; init; }

        /// <summary>When that was: news that are older than what is known change nothing.</summary>
        public Timestamp At { get; init; }
    }

    /// <summary>A peer took a message back: its text and media are blanked.</summary>
    public sealed record Unsend(string Key, string ProviderId) : Inbound(Key);

    /// <summary>What became of a message of ours.</summary>
    /// <param name="Key">See <see cref="Inbound"/>.</param>
    /// <param name="ProviderId">The provider's id of the message.</param>
    /// <param name="MessageId">Our own id of it, where the provider gives it back.</param>
    /// <param name="State">How far it has come.</param>
    /// <param name="ErrorCode">The provider's code when it failed, else empty.</param>
    /// <param name="ErrorMessage">What that code means, else empty.</param>
    public sealed record Receipt(string Key, string ProviderId, Guid? MessageId, DeliveryState State, string ErrorCode, string ErrorMessage)
        : Inbound(Key)
    {
        /// <summary>Whether a failure counts even after the message was delivered: a late bounce, a complaint.</summary>
        public bool Overrules { get; init; }

        /// <summary>Whether it failed because the peer wants no messages.</summary>
        public bool OptedOut { get; init; }

        /// <summary>Whether <see cref="MessageId"/> stands where no signature reaches: it counts only for a message that has no other id at the provider.</summary>
        public bool IsNamedByAddress { get; init; }
    }

    /// <summary>
    /// The call itself, as the first of what it carried: where the signature does not cover the body, the same signature once more takes
    /// nothing of what follows.
    /// </summary>
    public sealed record Call(string Key) : Inbound(Key);

    /// <summary>Genuine, but nothing we act on yet: kept as it came.</summary>
    /// <param name="Key">See <see cref="Inbound"/>.</param>
    /// <param name="Kind">The provider's word for it.</param>
    /// <param name="Raw">Its raw text, at most 64 kB.</param>
    public sealed record Other(string Key, string Kind, string Raw) : Inbound(Key);
}

/// <summary>How a peer stands to us.</summary>
public enum PeerState
{
    /// <summary>It takes messages, as far as is known.</summary>
    Active,

    /// <summary>It has blocked us.</summary>
    Blocked,

    /// <summary>A group that we are no longer in.</summary>
    Left
}

/// <summary>How far a message of ours has come. Ranked: it never goes back.</summary>
public enum DeliveryState
{
    /// <summary>Accepted by us, not yet by the provider.</summary>
    Queued,

    /// <summary>Accepted by the provider.</summary>
    Sent,

    /// <summary>On the peer's device.</summary>
    Delivered,

    /// <summary>Read by the peer.</summary>
    Read,

    /// <summary>Will not arrive.</summary>
    Failed
}

/// <summary>A picture, place, sticker and the like that came in, described; its bytes are fetched by its <see cref="Source"/>.</summary>
/// <param name="Type"><c>image</c>, <c>video</c>, <c>audio</c>, <c>file</c>, <c>location</c> or <c>sticker</c>.</param>
/// <param name="Filename">The sender's name for it, or empty.</param>
/// <param name="Source">Where the bytes are: a URL, or the provider's content id; empty where there are none.</param>
/// <param name="Details">What else is known, by name, in the API's words: <c>content_type</c>, <c>size</c>, <c>duration</c>, <c>latitude</c>, ….
/// Values are text or numbers.</param>
public sealed record InboundMedia(string Type, string Filename, string Source, IReadOnlyDictionary<string, object> Details)
{
    /// <summary>The bytes, where the call itself carried them; null where they are to be fetched.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>The provider's id of another message that it is about, or empty. Told as <c>message_id</c>: our id of that message, the provider's where it is none of ours.</summary>
    public string About { get; init; } = "";
}
