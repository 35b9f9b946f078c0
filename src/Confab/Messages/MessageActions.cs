using Confab.Auth;
using Confab.Conversations;
using Confab.Customers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What the routes of a conversation's messages do.</summary>
internal sealed class MessageActions(Db db, MessageSending sending)
{
    public Task<IResult> ListAsync(Call call) => ListAsync(call, _ => { });

    public Task<IResult> ListForAgentAsync(Call call) => ListAsync(call, conversation => ConversationActions.RequireAdminOrOwner(call, conversation));

    public async Task<IResult> SendAsync(Call call)
    {
        var bytes = await JsonBody.ReadBytesAsync(call.Http.Request);
        var body = JsonBody.Parse(bytes);
        var text = body.Text("text", MessageSending.MaxText) ?? "";
        if (body.Objects("medias") is { Count: > 0 })
            throw Problem.Invalid("medias", "sending medias is not supported by this version; send a text.").AsException();
        var key = Idempotency.Of(call, bytes);
        var (conversation, message, replayed) = await db.WriteAsync(async unit =>
        {
            if (await Idempotency.TakeAsync(unit, call.CustomerId, key) is { } earlier)
                return (Call.Found(await ConversationQueries.FindAsync(unit, call.CustomerId, call.Id), "conversation"),
                    Call.Found(await MessageQueries.FindAsync(unit, call.CustomerId, earlier), "message"), true);
            var (to, sent) = await sending.SendAsync(unit, call.CustomerId, call.Id, text, new SenderJson(call.Caller.Sender.Type, call.Caller.Sender.Id))
                ?? throw Problem.NotFound("conversation").AsException();
            await Idempotency.KeepAsync(unit, call.CustomerId, key, sent.Id);
            return (to, sent, false);
        }, Conversation.LaneOf(call.Id));
        if (replayed)
            Idempotency.MarkReplayed(call);
        return Wire.Ok(message.ToJson(conversation), MessagesJson.Wire.MessageJson);
    }

    /// <summary>The same for an admin; for the owning agent only where the customer has turned on <c>agent_reply</c>.</summary>
    public async Task<IResult> SendForAgentAsync(Call call)
    {
        if (!call.Caller.IsAdmin)
        {
            var (conversation, customer) = await db.ReadAsync(async sql => (await ConversationQueries.FindAsync(sql, call.CustomerId, call.Id),
                await CustomerQueries.FindAsync(sql, call.CustomerId)));
            ConversationActions.RequireAdminOrOwner(call, Call.Found(conversation, "conversation"));
            if (customer is not { AgentReply: true })
                throw Problem.Denied("The customer has not turned on agent_reply.").AsException();
        }
        return await SendAsync(call);
    }

    private async Task<IResult> ListAsync(Call call, Action<Conversation> authorize)
    {
        var conversation = Call.Found(await db.ReadAsync(sql => ConversationQueries.FindAsync(sql, call.CustomerId, call.Id)), "conversation");
        authorize(conversation);
        var page = call.Page;
        var rows = await db.ReadAsync(sql => MessageQueries.ListAsync(sql, call.CustomerId, conversation.Id, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson(conversation)), MessagesJson.Wire.PageMessageJson);
    }
}
