using Confab.Messages;

namespace Confab.Webchat;

/// <summary>A message of a conversation as a web chat shows it, under the same id.</summary>
internal sealed record WebchatMessage
{
    /// <summary>From the visitor.</summary>
    public const string Inbound = "inbound";

    /// <summary>To the visitor.</summary>
    public const string Outbound = "outbound";

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid WidgetId { get; init; }

    public Guid SessionId { get; init; }

    public string Direction { get; init; } = "";

    /// <summary><c>sent</c>: there for the visitor. <c>delivered</c>: there for us.</summary>
    public string Status { get; init; } = "";

    /// <summary>The agent who wrote it; nil for all others.</summary>
    public Guid SenderId { get; init; }

    public string Text { get; init; } = "";

    /// <summary>What goes with it: a list of <see cref="ShownMedia"/> as JSON.</summary>
    public string Medias { get; init; } = "[]";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>What is shown of a message.</summary>
    public static WebchatMessage Of(Message message, Guid sessionId, string text, string medias) => new()
    {
        Id = message.Id, CustomerId = message.CustomerId, WidgetId = message.AccountId, SessionId = sessionId, Direction = message.Direction == "incoming" ? Inbound : Outbound,
        Status = message.Direction == "incoming" ? "delivered" : "sent", SenderId = message.SenderType == "agent" ? message.SenderId : Guid.Empty,
        Text = text, Medias = medias, TmCreate = message.TmCreate, TmDelete = Timestamp.Never
    };

    public WebchatMessageJson ToJson() => new(Id, CustomerId, WidgetId, SessionId, Direction, Status, SenderId, Text, TmCreate, TmDelete, new RawJson(Medias));
}

/// <summary>A web chat's message as the API shows it.</summary>
internal sealed record WebchatMessageJson(Guid Id, Guid CustomerId, Guid WidgetId, Guid SessionId, string Direction, string Status, Guid SenderId, string Text,
    Timestamp TmCreate, Timestamp TmDelete, RawJson Medias);

/// <summary>A media as a visitor is shown it: where it can be fetched without a credential.</summary>
internal sealed record ShownMedia(string Type, string Filename, string ContentType, long Size, string Url);
