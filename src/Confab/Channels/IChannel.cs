namespace Confab.Channels;

/// <summary>One provider of messages: a class per provider, one line in <see cref="ChannelList"/>. Knows its protocol, not the database.</summary>
public interface IChannel
{
    /// <summary>Its name, unique: <c>line</c>, <c>sms/twilio</c>, …</summary>
    string Name { get; }

    /// <summary>The word that titles its conversations: <c>LINE</c>, <c>SMS</c>, …</summary>
    string Title { get; }

    /// <summary>The <c>type</c> of its conversations: <c>line</c>, <c>message</c> (SMS/MMS), ….</summary>
    string ConversationType { get; }

    /// <summary>
    /// What an account of it needs. The settings in <c>provider_data</c> that are not described as secret there are shown, beside
    /// <c>provider</c>. Whatever else stands there is a secret: kept encrypted and never shown.
    /// </summary>
    AccountForm Form { get; }

    /// <summary>What two messages of one conversation share, and those of two do not.</summary>
    string MatchKey(Guid accountId, string dialogId, Address self, Address peer);

    /// <summary>The most UTF-16 units of text that one message carries.</summary>
    int MaxText { get; }

    /// <summary>How it carries a media. Asked before a message is accepted.</summary>
    MediaFit Fit(OutboundMedia media) => MediaFit.LinkOrRefused(media, Title);

    /// <summary>How far back it counts when a peer that sends the same over and over is taken for a machine; zero where machines do not write.</summary>
    TimeSpan LoopWindow => TimeSpan.Zero;

    /// <summary>
    /// Whether sending the same <see cref="OutboundMessage"/> again cannot deliver it twice. Where it can, an attempt whose outcome is
    /// unknown is not repeated.
    /// </summary>
    bool SendsOnce { get; }

    /// <summary>All faults of an account's settings at once, at its creation and update.</summary>
    IReadOnlyList<Fault> Check(ChannelAccount account);

    /// <summary>Reads a provider's call: verifies its signature over the raw bytes, then parses. Pure: no I/O, nothing kept.</summary>
    Received Receive(HookRequest request, ChannelAccount account);

    /// <summary>Sends one message and says what became of it. Passing failures are results, not exceptions.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="account">Through which account.</param>
    /// <param name="stop">Cancelled when the sender's lease is lost or the server stops.</param>
    Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop);
}

/// <summary>A channel that can look up what a peer is called.</summary>
public interface IProfiles
{
    /// <summary>The name at <paramref name="dialogId"/>, or null where the provider has none for us.</summary>
    Task<ProfileResult> GetProfileAsync(string dialogId, ChannelAccount account, CancellationToken stop);

    /// <summary>The name of one who speaks in the group at <paramref name="dialogId"/>.</summary>
    Task<ProfileResult> GetMemberAsync(string dialogId, string member, ChannelAccount account, CancellationToken stop) => Task.FromResult(new ProfileResult(null));
}

/// <summary>A channel whose messages have a subject and name those that they answer.</summary>
public interface IThreads
{
    /// <summary>The subject of an answer to a message with this one.</summary>
    string Answer(string subject);

    /// <summary>Whether messages with these subjects belong together.</summary>
    bool SameThread(string subject, string other);
}

/// <summary>A channel that signs with a secret which nobody has to know: one is made at random when an account is given none.</summary>
public interface IMakesOwnSecret;

/// <summary>A channel whose accounts come and go with a resource of its own, and are not shown among the others.</summary>
public interface IOwnResource;

/// <summary>What a profile look-up found.</summary>
/// <param name="Name">The display name; null when there is none to be had.</param>
/// <param name="RetryAfter">Set when the provider could not answer now.</param>
public sealed record ProfileResult(string? Name, TimeSpan? RetryAfter = null)
{
    /// <summary>Where its picture is, for anybody to see; empty for none.</summary>
    public string Picture { get; init; } = "";
}
