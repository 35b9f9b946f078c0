using System.Text.Json;
using System.Text.Json.Serialization;
using Confab.Conversations;
using Confab.Live;
using Confab.Messages;

namespace Confab.Overview;

/// <summary>An event as far as it counts: about a message or about a conversation.</summary>
internal sealed record Told(LiveEvent Event, ToldMessage? Message, ToldConversation? Conversation)
{
    public Guid CustomerId => Event.CustomerId;

    public Guid ConversationId => Message?.ConversationId ?? Conversation!.Id;

    /// <summary>What an event says; null where it does not count.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public static Told? Read(LiveEvent told) => told.Type switch
    {
        "conversation_message_created" or "conversation_message_updated" => new Told(told, MessageOf(told.Data), null),
        "conversation_created" or "conversation_updated" or "conversation_deleted" => new Told(told, null, ConversationOf(told.Data)),
        _ => null
    };

    private static ToldMessage MessageOf(string data) => Wire.Read(data, ToldJson.Wire.ToldMessage) is { Sender.Type: not null, Delivery.Status: not null, ReferenceType: not null } message
        ? message : throw new JsonException("a field is missing");

    private static ToldConversation ConversationOf(string data) => Wire.Read(data, ToldJson.Wire.ToldConversation) is { } conversation && conversation.Id != Guid.Empty
        ? conversation : throw new JsonException("no conversation");
}

/// <summary>What is read of a message.</summary>
internal sealed record ToldMessage(Guid Id, Guid ConversationId, string ReferenceType, Timestamp TmCreate, SenderJson Sender, DeliveryJson Delivery)
{
    /// <summary>Whether the peer wrote it.</summary>
    public bool IsIncoming => Sender.Type == LastMessage.Peer;

    /// <summary>The agent who wrote it; the nil UUID where none did.</summary>
    public Guid AgentId => Sender.Type == "agent" ? Sender.Id : Guid.Empty;

    /// <summary>Whether a person of ours wrote it.</summary>
    public bool IsByPerson => !IsIncoming && Sender.Type != SenderJson.Flow;

    /// <summary>Whether it has come to an end that may follow another: failed, or arrived after all.</summary>
    public bool IsSettled => !IsIncoming && Delivery.Status is "failed" or "delivered" or "read";
}

/// <summary>What is read of a conversation.</summary>
internal sealed record ToldConversation(Guid Id, Guid OwnerId, string? State, Timestamp TmCreate, Timestamp TmUpdate);

[JsonSerializable(typeof(ToldMessage))]
[JsonSerializable(typeof(ToldConversation))]
internal sealed partial class ToldJson : JsonSerializerContext
{
    public static readonly ToldJson Wire = new(Basics.Wire.NewOptions());
}
