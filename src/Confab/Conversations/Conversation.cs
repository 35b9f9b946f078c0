using System.Text.Json.Serialization;
using Confab.Channels;

namespace Confab.Conversations;

/// <summary>A conversation as it stands in its table.</summary>
internal sealed record Conversation
{
    /// <summary>Somebody is to look after it.</summary>
    public const string Open = "open";

    /// <summary>Put aside until a moment, or the next message.</summary>
    public const string Snoozed = "snoozed";

    /// <summary>Done with until the next message.</summary>
    public const string Closed = "closed";

    /// <summary>No labels, as JSON.</summary>
    public const string NoLabels = "[]";

    /// <summary>How it may stand in the inbox.</summary>
    public static readonly IReadOnlyList<string> States = [Open, Snoozed, Closed];

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary><c>message</c> (SMS/MMS), <c>line</c>, ….</summary>
    public string Type { get; init; } = "";

    /// <summary>LINE's user, group or room id; the peer's number for SMS.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>What makes two messages the same conversation.</summary>
    public string MatchKey { get; init; } = "";

    /// <summary>The agent it is assigned to; the nil UUID for nobody.</summary>
    public Guid OwnerId { get; init; }

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>Whether the name is still the one we made.</summary>
    public bool AutoTitle { get; init; }

    /// <summary>Our end, as JSON.</summary>
    public string Self { get; init; } = "";

    /// <summary>Their end, as JSON.</summary>
    public string Peer { get; init; } = "";

    /// <summary>The sequence of its last message; 0 when it has none.</summary>
    public long LastSequence { get; init; }

    /// <summary>When its last message was created; the start of time when it has none.</summary>
    public Timestamp TmLastMessage { get; init; }

    /// <summary><c>active</c>, <c>blocked</c> or <c>left</c>: how the peer stands to us, as far as is known.</summary>
    public string PeerState { get; init; } = StateWord(Channels.PeerState.Active);

    /// <summary>Since when.</summary>
    public Timestamp TmPeerState { get; init; }

    /// <summary>Where the peer's picture is; empty for none.</summary>
    public string PeerPicture { get; init; } = "";

    /// <summary>When the peer's profile was last asked for.</summary>
    public Timestamp TmProfile { get; init; }

    /// <summary>What answers the last message free of charge, once; empty for none.</summary>
    public string ReplyToken { get; init; } = "";

    /// <summary>When it came.</summary>
    public Timestamp TmReplyToken { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>Until when we may write as we like; never over where the channel has no such window.</summary>
    public Timestamp WindowExpiresAt { get; init; } = Timestamp.Never;

    /// <summary>One of <see cref="States"/>.</summary>
    public string State { get; init; } = Open;

    /// <summary>Until when it is snoozed; never for what is not.</summary>
    public Timestamp SnoozedUntil { get; init; } = Timestamp.Never;

    /// <summary>Its labels, as a JSON list of ids.</summary>
    public string LabelIds { get; init; } = NoLabels;

    /// <summary>How many messages came in since somebody of the team read or answered.</summary>
    public int Unread { get; init; }

    /// <summary>Who sent its last message: <c>peer</c>, <c>agent</c>, <c>accesskey</c> or <c>flow</c>; empty while there is none.</summary>
    public string LastSender { get; init; } = "";

    /// <summary>How the text of its last message begins.</summary>
    public string LastText { get; init; } = "";

    /// <summary>How many medias its last message has.</summary>
    public int LastMedias { get; init; }

    public Address SelfAddress => Wire.Read(Self, ConversationsJson.Wire.Address);

    public Address PeerAddress => Wire.Read(Peer, ConversationsJson.Wire.Address);

    /// <summary>The same with room for one more message, which is later by at least a microsecond than the one before, whatever the clock does.</summary>
    public Conversation Bumped(Timestamp now) => this with
    {
        LastSequence = LastSequence + 1,
        TmLastMessage = TmLastMessage >= now ? TmLastMessage + TimeSpan.FromMicroseconds(1) : now
    };

    /// <summary>The same with what a list shows of its last message.</summary>
    public Conversation Showing(LastMessage last) => this with { LastSender = last.Sender, LastText = last.Text, LastMedias = last.Medias };

    /// <summary>What units about it have in common, and its sends.</summary>
    public string Lane => LaneOf(Id);

    /// <summary>The lane of the conversation with this id.</summary>
    public static string LaneOf(Guid id) => id.ToString("N");

    /// <summary>A peer's state in the API's word.</summary>
    public static string StateWord(PeerState state) => state switch
    {
        Channels.PeerState.Blocked => "blocked",
        Channels.PeerState.Left => "left",
        _ => "active"
    };

    public ConversationJson ToJson() => new(Id, CustomerId, OwnerId == Guid.Empty ? "" : "agent", OwnerId, AccountId, Name, Detail, Type, DialogId,
        new RawJson(Self), new RawJson(Peer), TmCreate, TmUpdate, TmDelete, WindowExpiresAt, PeerState, PeerPicture,
        State, SnoozedUntil, new RawJson(LabelIds), Unread, TmLastMessage, LastMessage.Of(this));
}

/// <summary>A conversation as the API shows it.</summary>
internal sealed record ConversationJson(Guid Id, Guid CustomerId, string OwnerType, Guid OwnerId, Guid AccountId, string Name, string Detail,
    string Type, string DialogId, RawJson Self, RawJson Peer, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete, Timestamp WindowExpiresAt,
    string PeerState, string PeerPicture, string State, Timestamp SnoozedUntil, RawJson LabelIds, int Unread, Timestamp TmLastMessage, LastMessageJson? LastMessage);

[JsonSerializable(typeof(ConversationJson))]
[JsonSerializable(typeof(Page<ConversationJson>))]
[JsonSerializable(typeof(Address))]
[JsonSerializable(typeof(List<Guid>))]
internal sealed partial class ConversationsJson : JsonSerializerContext
{
    public static readonly ConversationsJson Wire = new(Basics.Wire.NewOptions());
}
