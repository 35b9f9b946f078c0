using Confab.Auth;
using Confab.Events;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Announces what happens to conversations, each in its own lane.</summary>
internal sealed class ConversationEvents(EventLog events)
{
    public Task CreatedAsync(Unit unit, Conversation conversation) => AddAsync(unit, "conversation_created", conversation);

    /// <summary>Writes a changed conversation and announces it, to a former owner too, or to those who wait for what nobody has; returns it with its new time.</summary>
    /// <param name="unit">The unit of work, which holds the conversation.</param>
    /// <param name="before">As it was.</param>
    /// <param name="changed">As it is to be.</param>
    /// <param name="caller">Who changes it; null for nobody.</param>
    /// <param name="cause">Why, where nobody does, as <see cref="ActivityTypes"/> say.</param>
    public async Task<Conversation> UpdatedAsync(Unit unit, Conversation before, Conversation changed, Caller? caller = null, string cause = ActivityTypes.ByHand)
    {
        var conversation = changed with { TmUpdate = unit.Now };
        await ConversationQueries.UpdateAsync(unit, conversation);
        ConversationLabels.Follow(unit, before, conversation);
        SearchIndexer.ForgetNames(unit, before, conversation);
        await ActivityLog.FollowAsync(unit, before, conversation, caller, cause);
        await AddAsync(unit, "conversation_updated", conversation, before.OwnerId == changed.OwnerId ? Guid.Empty : before.OwnerId == Guid.Empty ? EventAbout.Nobody : before.OwnerId);
        return conversation;
    }

    /// <summary>Writes that all that came in has been read, and tells who looks on; returns the conversation so. The unit holds it.</summary>
    public async Task<Conversation> ReadAsync(Unit unit, Conversation conversation)
    {
        if (conversation.Unread == 0)
            return conversation;
        ConversationQueries.Read(unit, conversation);
        var read = conversation with { Unread = 0 };
        await AddAsync(unit, EventTypes.Read, read);
        return read;
    }

    /// <summary>Changes a conversation and announces it; a change that changes nothing is none.</summary>
    public async Task<Conversation> ChangeAsync(Unit unit, Call call, Func<Conversation, Conversation> change)
    {
        var before = Call.Found(await ConversationQueries.FindAsync(unit, call.CustomerId, call.Id), "conversation");
        var after = change(before);
        return after == before ? before : await UpdatedAsync(unit, before, after, call.Caller);
    }

    private Task AddAsync(Unit unit, string type, Conversation conversation, Guid formerOwnerId = default) =>
        events.AddAsync(unit, conversation.CustomerId, type, conversation.Id, conversation.ToJson(), ConversationsJson.Wire.ConversationJson,
            new EventAbout(conversation.Id, conversation.OwnerId, formerOwnerId));
}
