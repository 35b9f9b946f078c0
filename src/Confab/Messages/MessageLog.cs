using Confab.Conversations;
using Confab.Events;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Writes messages into their conversations and announces them: the one place where a message gets its place and its time.</summary>
internal sealed class MessageLog(EventLog events, SmsLog sms, IEnumerable<IMessageSettled> settled)
{
    /// <summary>Appends a message: next in sequence, and later by at least a microsecond than the one before, whatever the clock does.</summary>
    /// <returns>The conversation as it is now, its owner included, and the message.</returns>
    public async Task<(Conversation Conversation, Message Message)> AppendAsync(Unit unit, Conversation to, Message draft)
    {
        var conversation = await unit.FirstAsync<Conversation>($"""
            UPDATE conversations SET last_sequence = last_sequence + 1,
                tm_last_message = CASE WHEN tm_last_message >= @Now THEN tm_last_message + 1 ELSE @Now END
            WHERE customer_id = @CustomerId AND id = @Id RETURNING {ConversationQueries.Columns}
            """, new { unit.Now, to.CustomerId, to.Id }) ?? throw Problem.NotFound("conversation").AsException();
        var time = conversation.TmLastMessage;
        var message = draft with
        {
            Id = Ids.New(time),
            CustomerId = conversation.CustomerId,
            ConversationId = conversation.Id,
            Sequence = conversation.LastSequence,
            TmDelivery = time,
            TmCreate = time,
            TmUpdate = time,
            TmDelete = Timestamp.Never
        };
        await unit.ExecuteAsync($"""
            INSERT INTO messages ({MessageQueries.Columns}) VALUES (@Id, @CustomerId, @ConversationId, @AccountId, @Sequence, @Direction, @Status, @Source,
                @Destination, @Text, @Medias, @SenderType, @SenderId, @Delivery, @ErrorCode, @ErrorMessage, @TmDelivery, @ProviderId, @TmCreate, @TmUpdate, @TmDelete)
            """, message);
        await AnnounceAsync(unit, "conversation_message_created", conversation, message);
        return (conversation, message);
    }

    /// <summary>Writes a changed message and announces it.</summary>
    public async Task<Message> ChangeAsync(Unit unit, Message before, Message changed)
    {
        var message = changed with { TmUpdate = unit.Now > before.TmUpdate ? unit.Now : before.TmUpdate + TimeSpan.FromMicroseconds(1) };
        await MessageQueries.UpdateAsync(unit, message);
        var conversation = await ConversationQueries.FindAsync(unit, message.CustomerId, message.ConversationId);
        if (conversation is not null)
            await AnnounceAsync(unit, "conversation_message_updated", conversation, message);
        if (before.Delivery != message.Delivery || before.Status != message.Status)
            await sms.StatusChangedAsync(unit, message);
        if (before.Status == "progressing" && message.Status != "progressing")
            foreach (var listener in settled)
                await listener.SettledAsync(unit, message.CustomerId, message.Id);
        return message;
    }

    private Task AnnounceAsync(Unit unit, string type, Conversation conversation, Message message) =>
        events.AddAsync(unit, conversation.CustomerId, type, conversation.Id, message.ToJson(conversation), MessagesJson.Wire.MessageJson);
}
