using Confab.Channels.Webchat;

namespace Confab.Webchat;

/// <summary>A visitor's time with a widget, as it stands in its table. Its id is random: who knows it, is the visitor.</summary>
internal sealed record WebchatSession
{
    /// <summary>The status of one that has not ended.</summary>
    public const string Active = "active";

    /// <summary>The status of one that takes no more messages.</summary>
    public const string Ended = "ended";

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid WidgetId { get; init; }

    public string Status { get; init; } = "";

    /// <summary>The page it began on, or empty.</summary>
    public string PageUrl { get; init; } = "";

    /// <summary>The page before that, or empty.</summary>
    public string Referrer { get; init; } = "";

    public Timestamp TmLastActivity { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmEnd { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>What its conversation calls it.</summary>
    public string DialogId => Id.ToString();

    /// <summary>Our end: the widget.</summary>
    public Address Self => new(WebchatChannel.Type, WidgetId.ToString());

    /// <summary>Their end: the visitor.</summary>
    public Address Peer => new(WebchatChannel.Visitor, DialogId);

    public SessionJson ToJson() => new(Id, CustomerId, WidgetId, Status, PageUrl, Referrer, Peer, Self, TmLastActivity, TmCreate, TmUpdate, TmEnd);
}

/// <summary>A session as the API shows it.</summary>
internal sealed record SessionJson(Guid Id, Guid CustomerId, Guid WidgetId, string Status, string PageUrl, string Referrer, Address Peer, Address Local,
    Timestamp TmLastActivity, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmEnd);
