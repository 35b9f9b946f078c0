namespace Confab.Channels;

/// <summary>A message of ours on its way to a provider.</summary>
/// <param name="Id">Our id of it: the idempotency key, the same at every attempt.</param>
/// <param name="DialogId">Which conversation at the provider.</param>
/// <param name="From">Our end.</param>
/// <param name="To">Their end.</param>
/// <param name="Text">The text.</param>
public sealed record OutboundMessage(Guid Id, string DialogId, Address From, Address To, string Text)
{
    /// <summary>What it answers, where the channel has threads.</summary>
    public MessageThread Thread { get; init; } = MessageThread.None;

    /// <summary>What goes with the text: only what the channel's <see cref="IChannel.Fit"/> takes as what it is.</summary>
    public IReadOnlyList<OutboundMedia> Medias { get; init; } = [];

    /// <summary>Whether no person wrote it, but a flow.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Which of its calls to make, from 0, where it takes several.</summary>
    public int Part { get; init; }

    /// <summary>What came with the message that it answers, good for one try; empty for none. Such a try is not repeated where its outcome is unknown.</summary>
    public string ReplyToken { get; init; } = "";
}

/// <summary>Where a message stands among those before it.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="InReplyTo">The provider's id of the message that it answers; empty for none.</param>
/// <param name="References">The provider's ids of those before it, oldest first.</param>
public sealed record MessageThread(string Subject, string InReplyTo, IReadOnlyList<string> References)
{
    /// <summary>No subject, and nothing before it.</summary>
    public static MessageThread None { get; } = new("", "", []);
}

/// <summary>What became of an attempt to send.</summary>
public abstract record SendResult
{
    private SendResult() { }

    /// <summary>The provider has it.</summary>
    /// <param name="ProviderId">Its id there.</param>
    public sealed record Sent(string ProviderId) : SendResult;

    /// <summary>Not now: a passing failure (not reached, 429, 5xx). Certainly not accepted, or the provider takes our id as its key.</summary>
    /// <param name="After">The least wait, where the provider named one.</param>
    /// <param name="Code">Its code, for the record.</param>
    /// <param name="Reason">Its words, for the record.</param>
    public sealed record RetryLater(TimeSpan? After, string Code, string Reason) : SendResult
    {
        /// <summary>Whether only this peer must wait: it says nothing about the account.</summary>
        public bool IsAboutPeer { get; init; }
    }

    /// <summary>Never: refused for good.</summary>
    /// <param name="Code">The provider's code.</param>
    /// <param name="Reason">The provider's words.</param>
    public sealed record Refused(string Code, string Reason) : SendResult
    {
        /// <summary>Whether it is because the peer wants no messages.</summary>
        public bool OptedOut { get; init; }
    }

    /// <summary>The request may have gone out, its answer is not known, and a repeat could deliver twice.</summary>
    public sealed record Unknown(string Reason) : SendResult;
}
