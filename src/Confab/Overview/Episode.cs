namespace Confab.Overview;

/// <summary>
/// Where a conversation stands as its events tell: since when it is open, which message waits for the first answer, since when its peer waits. An
/// episode begins when it is made or opened again, and ends when it is closed; snoozed it goes on. Pure.
/// </summary>
internal sealed record Episode
{
    public Guid CustomerId { get; init; }

    public Guid Id { get; init; }

    /// <summary>The agent who owns it; the nil UUID for nobody.</summary>
    public Guid OwnerId { get; init; }

    /// <summary><c>open</c>, <c>snoozed</c> or <c>closed</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>When it began; the start of time where that was before the events that are kept.</summary>
    public Timestamp TmBegin { get; init; }

    /// <summary>The first message that came in since; never while there is none, and the start of time once it is answered.</summary>
    public Timestamp TmAsked { get; init; }

    /// <summary>Since when the peer waits for a person; never for not.</summary>
    public Timestamp TmWaiting { get; init; }

    /// <summary>One that begins.</summary>
    public static Episode New(Guid customerId, Guid id, Timestamp begin) =>
        new() { CustomerId = customerId, Id = id, State = Conversations.Conversation.Open, TmBegin = begin, TmAsked = Timestamp.Never, TmWaiting = Timestamp.Never };

    /// <summary>One of which it is not known how it began.</summary>
    public static Episode Found(Guid customerId, Guid id) => New(customerId, id, default) with { TmAsked = default };

    /// <summary>After a message came in.</summary>
    public Episode Asked(Timestamp at) => this with { TmAsked = TmAsked == Timestamp.Never ? at : TmAsked, TmWaiting = TmWaiting == Timestamp.Never ? at : TmWaiting };

    /// <summary>After a person answered; and how long the first answer took, where it was that.</summary>
    public (Episode After, TimeSpan? Response) Answered(Timestamp at)
    {
        var isFirst = TmAsked != Timestamp.Never && TmAsked != default;
        return (this with { TmAsked = isFirst ? default : TmAsked, TmWaiting = Timestamp.Never }, isFirst ? at - TmAsked : null);
    }

    /// <summary>After a change of the conversation; and how long the episode took, where this closes it.</summary>
    public (Episode After, TimeSpan? Resolution) Changed(string state, Guid ownerId, Timestamp at)
    {
        var (was, isClosed) = (State == Conversations.Conversation.Closed, state == Conversations.Conversation.Closed);
        var after = (was, isClosed) switch
        {
            (true, false) => New(CustomerId, Id, at),
            (false, true) => this with { TmAsked = default, TmWaiting = Timestamp.Never },
            _ => this
        };
        return (after with { State = state, OwnerId = ownerId }, isClosed && !was && TmBegin != default ? at - TmBegin : null);
    }
}
