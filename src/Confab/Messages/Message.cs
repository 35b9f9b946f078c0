using System.Text.Json.Serialization;
using Confab.Conversations;

namespace Confab.Messages;

/// <summary>A message of a conversation as it stands in its table.</summary>
internal sealed record Message
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid ConversationId { get; init; }

    /// <summary>The account that it came or goes through.</summary>
    public Guid AccountId { get; init; }

    /// <summary>1, 2, 3 … in its conversation.</summary>
    public long Sequence { get; init; }

    /// <summary><c>incoming</c> or <c>outgoing</c>.</summary>
    public string Direction { get; init; } = "";

    /// <summary><c>progressing</c>, <c>done</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Who sent it, as JSON.</summary>
    public string Source { get; init; } = "";

    /// <summary>Who received it, as JSON.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Its subject, where its channel has subjects; else empty.</summary>
    public string Subject { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>The media entries, as a JSON list.</summary>
    public string Medias { get; init; } = "[]";

    /// <summary><c>peer</c>, <c>agent</c>, <c>accesskey</c> or <c>flow</c>.</summary>
    public string SenderType { get; init; } = "";

    public Guid SenderId { get; init; }

    /// <summary><c>queued</c>, <c>sent</c>, <c>delivered</c>, <c>read</c> or <c>failed</c>.</summary>
    public string Delivery { get; init; } = "";

    public string ErrorCode { get; init; } = "";

    public string ErrorMessage { get; init; } = "";

    public Timestamp TmDelivery { get; init; }

    /// <summary>The provider's id of it, empty while unknown.</summary>
    public string ProviderId { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>This message as the API shows it in its conversation.</summary>
    public MessageJson ToJson(Conversation conversation) => new(Id, CustomerId, ConversationId, Direction, Status, conversation.Type, conversation.DialogId,
        new RawJson(Source), new RawJson(Destination), Text, new RawJson(Medias), TmCreate, TmUpdate, TmDelete,
        Sequence, new SenderJson(SenderType, SenderId), new DeliveryJson(Delivery, ErrorCode, ErrorMessage, TmDelivery), Subject);
}

/// <summary>Who wrote a message: a peer, an agent, an access key or a flow, and its id.</summary>
internal sealed record SenderJson(string Type, Guid Id)
{
    /// <summary>The type of a flow.</summary>
    public const string Flow = "flow";
}

/// <summary>How far a message has come, and why not further.</summary>
internal sealed record DeliveryJson(string Status, string ErrorCode, string ErrorMessage, Timestamp TmUpdate);

/// <summary>A message as the API shows it.</summary>
internal sealed record MessageJson(Guid Id, Guid CustomerId, Guid ConversationId, string Direction, string Status, string ReferenceType,
    string ReferenceId, RawJson Source, RawJson Destination, string Text, RawJson Medias, Timestamp TmCreate, Timestamp TmUpdate,
    Timestamp TmDelete, long Sequence, SenderJson Sender, DeliveryJson Delivery, string Subject);

[JsonSerializable(typeof(MessageJson))]
[JsonSerializable(typeof(Address))]
[JsonSerializable(typeof(EarlyReceipt))]
internal sealed partial class MessagesJson : JsonSerializerContext
{
    public static readonly MessagesJson Wire = new(Basics.Wire.NewOptions());
}
