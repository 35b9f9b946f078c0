using Confab.Billing;
using Confab.Conversations;
using Confab.Events;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Writes messages into their conversations and announces them: the one place where a message gets its place and its time.</summary>
internal sealed class MessageLog(EventLog events, SmsLog sms, Costs costs, IEnumerable<IMessageGate> gates, IEnumerable<IMessageSettled> settled)
{
    /// <summary>Appends a message to a conversation that was bumped for it, and announces it.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="bumped">The conversation.</param>
    /// <param name="draft">The message.</param>
    /// <param name="billed">What it is billed by; null where that is just what stands in it.</param>
    public async Task<Message> AppendAsync(Unit unit, Conversation bumped, Message draft, Billable? billed = null)
    {
        var time = bumped.TmLastMessage;
        var message = draft with
        {
            Id = Ids.New(time),
            CustomerId = bumped.CustomerId,
            ConversationId = bumped.Id,
            Sequence = bumped.LastSequence,
            TmDelivery = time,
            TmCreate = time,
            TmUpdate = time,
            TmDelete = Timestamp.Never
        };
        unit.Write($"""
            INSERT INTO messages ({MessageQueries.Columns}) VALUES (@Id, @CustomerId, @ConversationId, @AccountId, @Sequence, @Direction, @Status, @Source,
                @Destination, @Text, @Medias, @SenderType, @SenderId, @Delivery, @ErrorCode, @ErrorMessage, @TmDelivery, @ProviderId, @TmCreate, @TmUpdate, @TmDelete, @Subject)
            """, message);
        await costs.ChargeAsync(unit, bumped.CustomerId, billed ?? new Billable(bumped.Type, message.Direction, message.Text, message.Medias), bumped.Id, message.Id);
        ConversationLabels.Move(unit, bumped);
        await AnnounceAsync(unit, "conversation_message_created", bumped, message);
        foreach (var gate in gates)
            await gate.PassedAsync(unit, bumped, message);
        return message;
    }

    /// <summary>
    /// Changes a message and announces it; a change that changes nothing is none. It is read again under its conversation's lock: news of
    /// it from two sides at once lose nothing of each other.
    /// </summary>
    public async Task ChangeAsync(Unit unit, Message known, Func<Message, Message> change)
    {
        _ = EventLog.AskEndpoints(unit, known.CustomerId);
        var held = ConversationQueries.AskHeld(unit, known.CustomerId, known.ConversationId);
        if (await MessageQueries.FindAsync(unit, known.CustomerId, known.Id) is not { } before || change(before) is var changed && changed == before)
            return;
        var message = changed with { TmUpdate = unit.Now > before.TmUpdate ? unit.Now : before.TmUpdate + TimeSpan.FromMicroseconds(1) };
        MessageQueries.Update(unit, message);
        var conversation = await held;
        if (conversation is not null && (before.Text != message.Text || (before.Medias != message.Medias && message.Medias == MediaEntries.None)))
            Rewritten(unit, conversation, before, message);
        if (conversation is not null)
            await AnnounceAsync(unit, "conversation_message_updated", conversation, message);
        if (conversation is not { Type: not SmsLog.ConversationType } && (before.Delivery != message.Delivery || before.Status != message.Status))
            await sms.StatusChangedAsync(unit, message);
        if (before.Status == "progressing" && message.Status != "progressing")
            foreach (var listener in settled)
                listener.Settled(unit, message.CustomerId, message.Id);
    }

    /// <summary>A text that was taken back is neither shown in a list nor found any more.</summary>
    private static void Rewritten(Unit unit, Conversation conversation, Message before, Message after)
    {
        SearchIndexer.Forget(unit, conversation, $"{before.Subject} {before.Text}");
        if (before.Sequence == conversation.LastSequence)
            ConversationQueries.Show(unit, conversation.Showing(LastMessage.Of(after.SenderType, after.Text, 0)));
    }

    private Task AnnounceAsync(Unit unit, string type, Conversation conversation, Message message) =>
        events.AddAsync(unit, conversation.CustomerId, type, conversation.Id, message.ToJson(conversation), MessagesJson.Wire.MessageJson,
            new EventAbout(conversation.Id, conversation.OwnerId));
}
