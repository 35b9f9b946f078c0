namespace Confab.Channels.Email;

/// <summary>What every way of sending mail has in common.</summary>
public abstract class EmailChannel : IChannel, IThreads
{
    /// <summary>The setting that holds the address that an account sends from.</summary>
    internal const string From = "from";

    /// <summary>The setting that holds what the sender is called.</summary>
    internal const string FromName = "from_name";

    private const int MaxFromName = 200;
    private const long MaxAttachment = 5_000_000;

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <inheritdoc />
    public string Title => "Email";

    /// <inheritdoc />
    public string ConversationType => "email";

    /// <inheritdoc />
    public int MaxText => 65_536;

    /// <summary>Mail is slow, and so are its loops.</summary>
    public TimeSpan LoopWindow => TimeSpan.FromHours(1);

    /// <summary>Mail takes no key of ours: a repeat would be a second mail.</summary>
    public bool SendsOnce => false;

    /// <inheritdoc />
    public abstract AccountForm Form { get; }

    /// <summary>Both addresses, in any case: next to no server tells local parts apart by it.</summary>
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{self.Target}/{peer.Target}".ToLowerInvariant();

    /// <summary>What is kept here and is small goes along; what is large or lies elsewhere, as a link.</summary>
    public MediaFit Fit(OutboundMedia media) => media.Id != Guid.Empty && media.Size is > 0 and <= MaxAttachment ? MediaFit.Native : MediaFit.LinkOrRefused(media, Title);

    /// <inheritdoc />
    public string Answer(string subject) => MailSubject.Answer(subject);

    /// <inheritdoc />
    public bool SameThread(string subject, string other) => MailSubject.Base(subject).Equals(MailSubject.Base(other), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public abstract IReadOnlyList<Fault> Check(ChannelAccount account);

    /// <inheritdoc />
    public abstract Received Receive(HookRequest request, ChannelAccount account);

    /// <summary>Sends one mail, if both its ends are addresses. One whose attachments cannot be read, at first or on the way, is certainly not sent.</summary>
    public async Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        if (!Mailbox.TryNormalize(message.From.Target, out var from))
            return new SendResult.Refused("invalid_sender", "The sender's address is no mail address.");
        if (!Mailbox.TryNormalize(message.To.Target, out var to))
            return new SendResult.Refused("invalid_recipient", "The recipient's address is no mail address.");
        var mail = new OutboundMail(message, from, account.Data(FromName), to);
        try
        {
            foreach (var attachment in mail.Attachments)
                await attachment.TryAsync(stop);
            return await SendAsync(mail, account, stop);
        }
        catch (MediaUnreadableException)
        {
            return new SendResult.RetryLater(null, "media_unreadable", "A media of the message could not be read.");
        }
    }

    /// <summary>Sends one mail.</summary>
    private protected abstract Task<SendResult> SendAsync(OutboundMail mail, ChannelAccount account, CancellationToken stop);

    /// <summary>The sender's settings.</summary>
    private protected static readonly AccountField[] SenderFields =
    [
        AccountField.Text(From, "From address", "What your mail comes from, as in hello@example.com.", required: true),
        AccountField.Text(FromName, "From name", "What the sender is called.")
    ];

    /// <summary>The faults of the sender's settings.</summary>
    private protected static IEnumerable<Fault> CheckSender(ChannelAccount account)
    {
        if (!Mailbox.TryNormalize(account.Data(From), out _))
            yield return new Fault("provider_data.from", Mailbox.Expected);
        if (account.Data(FromName) is var name && (name.Length > MaxFromName || MailSubject.OneLine(name) != name))
            yield return new Fault("provider_data.from_name", $"must be one line of at most {MaxFromName} characters.");
    }
}

/// <summary>A mail on its way: both addresses are sound, and no header of it can be broken out of.</summary>
/// <param name="Message">The message.</param>
/// <param name="From">The sender's address.</param>
/// <param name="FromName">What the sender is called, or empty.</param>
/// <param name="To">The recipient's address.</param>
internal sealed record OutboundMail(OutboundMessage Message, string From, string FromName, string To)
{
    /// <summary>Its <c>Message-ID</c> without the brackets: made of our id, so it is the same at every attempt.</summary>
    public string Id { get; } = $"{Message.Id:N}@{Mailbox.DomainOf(From)}";

    /// <summary>What goes along.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; } = MailAttachment.Of(Message.Medias);

    /// <summary>What the recipient is called, or empty.</summary>
    public string ToName { get; } = MailSubject.OneLine(Message.To.TargetName);

    /// <summary>Its subject.</summary>
    public string Subject { get; } = MailSubject.OneLine(Message.Thread.Subject);

    /// <summary>Which mail it answers, or empty.</summary>
    public string InReplyTo { get; } = MailId.IsSound(Message.Thread.InReplyTo) ? Message.Thread.InReplyTo : "";

    /// <summary>The mails before it, oldest first.</summary>
    public IReadOnlyList<string> References { get; } = [.. Message.Thread.References.Where(MailId.IsSound)];
}
