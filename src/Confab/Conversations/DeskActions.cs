using Confab.Auth;
using Confab.Store;
using Confab.Tags;

namespace Confab.Conversations;

/// <summary>What the team does with a conversation beside answering it: for admins, and for the agent who has it.</summary>
internal sealed class DeskActions(Db db, ConversationEvents events, Jobs jobs)
{
    /// <summary>Somebody has read what came in.</summary>
    public async Task<IResult> ReadAsync(Call call) => ConversationActions.Answer(await db.WriteAsync(async unit => await events.ReadAsync(unit, await ConversationActions.HeldAsync(unit, call))));

    /// <summary>Opens it, closes it until the next message, or puts it aside until a moment, or the next message.</summary>
    public async Task<IResult> SetStateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var state = body.Word("state", Conversation.States) ?? throw Problem.Missing("state").AsException();
        var until = body.Time("snoozed_until");
        return ConversationActions.Answer(await db.WriteAsync(async unit =>
        {
            if (state != Conversation.Snoozed)
                return await ChangeAsync(unit, call, conversation => conversation with { State = state, SnoozedUntil = Timestamp.Never });
            if (until is null)
                throw Problem.Missing("snoozed_until").AsException();
            if (until <= unit.Now || until >= Timestamp.Never)
                throw Problem.Invalid("snoozed_until", "must lie in the future, and before the year 9999.").AsException();
            var snoozed = await ChangeAsync(unit, call, conversation => conversation with { State = state, SnoozedUntil = until.Value });
            jobs.Add(unit, SnoozeEnd.JobFor(unit, snoozed));
            return snoozed;
        }));
    }

    /// <summary>Sets the labels.</summary>
    public async Task<IResult> SetLabelsAsync(Call call)
    {
        var body = await call.BodyAsync();
        var labelIds = body.IdList("label_ids", ConversationLabels.Max)?.Distinct().ToList() ?? throw Problem.Missing("label_ids").AsException();
        return ConversationActions.Answer(await db.WriteAsync(async unit =>
        {
            var held = Wire.Text(await TagQueries.HoldAsync(unit, call.CustomerId, labelIds, "label_ids"), ConversationsJson.Wire.ListGuid);
            return await ChangeAsync(unit, call, conversation => conversation with { LabelIds = held });
        }));
    }

    private Task<Conversation> ChangeAsync(Unit unit, Call call, Func<Conversation, Conversation> change) => events.ChangeAsync(unit, call, conversation =>
    {
        ConversationActions.RequireAdminOrOwner(call, conversation);
        return change(conversation);
    });
}
