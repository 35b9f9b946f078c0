using Confab.Auth;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>What the team does with a conversation beside answering it: for admins, and for the agent who has it.</summary>
internal sealed class DeskActions(Db db, ConversationEvents events, Jobs jobs)
{
    /// <summary>Somebody has read what came in.</summary>
    public Task<IResult> ReadAsync(Call call) => ChangeAsync(call, conversation => conversation with { UnreadCount = 0 });

    /// <summary>Done with, until the next message.</summary>
    public Task<IResult> CloseAsync(Call call) => ChangeAsync(call, conversation => conversation with { State = Conversation.Closed, TmSnooze = Timestamp.Never });

    /// <summary>Open again.</summary>
    public Task<IResult> ReopenAsync(Call call) => ChangeAsync(call, SnoozeEnd.Reopened);

    /// <summary>Put aside until a moment, or the next message.</summary>
    public async Task<IResult> SnoozeAsync(Call call)
    {
        var body = await call.BodyAsync();
        var until = body.Time("until") ?? throw Problem.Missing("until").AsException();
        return ConversationActions.Answer(await db.WriteAsync(async unit =>
        {
            if (until <= unit.Now || until >= Timestamp.Never)
                throw Problem.Invalid("until", "must lie in the future, and before the year 9999.").AsException();
            var snoozed = await ChangeAsync(unit, call, conversation => conversation with { State = Conversation.Snoozed, TmSnooze = until });
            jobs.Add(unit, SnoozeEnd.JobFor(unit, snoozed));
            return snoozed;
        }));
    }

    /// <summary>Sets the labels.</summary>
    public async Task<IResult> SetTagsAsync(Call call)
    {
        var body = await call.BodyAsync();
        var tagIds = body.IdList("tag_ids", ConversationTags.Max)?.Distinct().ToList() ?? throw Problem.Missing("tag_ids").AsException();
        return ConversationActions.Answer(await db.WriteAsync(async unit =>
        {
            for (var i = 0; i < tagIds.Count; i++)
                if (!await unit.ExistsAsync("tags", call.CustomerId, tagIds[i]))
                    throw Problem.Invalid($"tag_ids[{i}]", "no tag of this customer has this id.").AsException();
            return await ChangeAsync(unit, call, conversation => conversation with { TagIds = Wire.Text(tagIds, ConversationsJson.Wire.ListGuid) });
        }));
    }

    private async Task<IResult> ChangeAsync(Call call, Func<Conversation, Conversation> change) => ConversationActions.Answer(await db.WriteAsync(unit => ChangeAsync(unit, call, change)));

    private Task<Conversation> ChangeAsync(Unit unit, Call call, Func<Conversation, Conversation> change) => events.ChangeAsync(unit, call, conversation =>
    {
        ConversationActions.RequireAdminOrOwner(call, conversation);
        return change(conversation);
    });
}
