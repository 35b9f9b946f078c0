using Confab.Store;
using Confab.Tags;

namespace Confab.Conversations;

/// <summary>
/// A tag that is deleted is taken off the conversations that have it as a label, in steps after the commit. Whoever sets labels holds the
/// tags, so that none of them is deleted meanwhile: once it is, no conversation gets it any more, and the steps come to an end.
/// </summary>
internal sealed class LabelRemoved(ConversationEvents events, Jobs jobs) : ITagRemoved, IChore
{
    private const int Rows = 100;
    private const int IdLength = 32;

    public string Name => "label_removed";

    public TimeSpan? Every => null;

    public Task RemovedAsync(Unit unit, Guid customerId, Guid tagId)
    {
        jobs.Add(unit, Chores.JobFor(Name, tagId, $"{customerId:N}{tagId:N}"));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var (customerId, tagId) = (Guid.ParseExact(from.AsSpan(0, IdLength), "N"), Guid.ParseExact(from.AsSpan(IdLength), "N"));
        var ids = await ConversationLabels.HavingAsync(unit, customerId, tagId, Rows);
        if (ids.Count == 0)
            return null;
        // What somebody is at work on is left to a later step: who waits for a conversation while it holds others can stand in another's way.
        foreach (var conversation in await ConversationQueries.TakeAsync(unit, customerId, ids))
        {
            var labelIds = Wire.Read(conversation.LabelIds, ConversationsJson.Wire.ListGuid).FindAll(id => id != tagId);
            await events.UpdatedAsync(unit, conversation, conversation with { LabelIds = Wire.Text(labelIds, ConversationsJson.Wire.ListGuid) });
        }
        return from;
    }
}
