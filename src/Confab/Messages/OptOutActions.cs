using Confab.Auth;
using Confab.Channels.Sms;
using Confab.Conversations;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Messages;

/// <summary><c>/opt_outs</c>: who wants no SMS, and what a text would take as one.</summary>
internal sealed class OptOutActions(Db db)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => OptOuts.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), OptOutsJson.Wire.PageOptOutJson);
    }

    /// <summary>Writes down what somebody said by other means. That they want messages again only they themselves can say.</summary>
    public async Task<IResult> AddAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (number, peer) = (Number(body, "number"), Number(body, "peer"));
        return Wire.Ok((await db.WriteAsync(async unit =>
        {
            var key = $"{number}/{peer}";
            if (await ConversationQueries.AskHeld(unit, call.CustomerId, SmsLog.ConversationType, key) is { } conversation)
                await OptOuts.SetAsync(unit, conversation, isOut: true, OptOuts.ByApi);
            else
                await OptOuts.SetAsync(unit, call.CustomerId, number, peer, key, isOut: true, OptOuts.ByApi, unit.Now);
            return await OptOuts.FindAsync(unit, call.CustomerId, key) ?? throw new InvalidOperationException("an opt-out that was written is gone");
        })).ToJson(), OptOutsJson.Wire.OptOutJson);
    }

    /// <summary>Whether the peer of a conversation wants no SMS: for whoever may see the conversation.</summary>
    public async Task<IResult> OfConversationAsync(Call call)
    {
        var conversation = Call.Found(await db.ReadAsync(sql => ConversationQueries.FindAsync(sql, call.CustomerId, call.Id)), "conversation");
        ConversationActions.RequireAdminOrOwner(call, conversation);
        var known = conversation.Type == SmsLog.ConversationType ? await db.ReadAsync(sql => OptOuts.FindAsync(sql, call.CustomerId, conversation.MatchKey)) : null;
        return Wire.Ok(known is { IsOut: true } ? new OptedOutJson(true, known.How) : new OptedOutJson(false, ""), OptOutsJson.Wire.OptedOutJson);
    }

    /// <summary>How a text travels: in how many segments, and what makes it long.</summary>
    public static async Task<IResult> CountAsync(Call call)
    {
        var text = SmsText.Of((await call.BodyAsync()).RequiredText("text", MessageSending.MaxText));
        return Wire.Ok(new SegmentsJson(text.Segments, text.Encoding, text.Units, text.ForcedBy), OptOutsJson.Wire.SegmentsJson);
    }

    private static string Number(JsonBody body, string field) => PhoneNumber.TryNormalize(body.RequiredText(field), out var number) ? number
        : throw Problem.Invalid(field, "must be a phone number in E.164 form as in +15550100001, or a short code.").AsException();
}

/// <summary>How a text travels as SMS.</summary>
internal sealed record SegmentsJson(int Segments, string Encoding, int Units, string ForcedBy);
