using Confab.Auth;
using Confab.Conversations;
using Confab.Customers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What the routes of a conversation's messages do.</summary>
internal sealed class MessageActions(Db db, MessageSending sending)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        return await db.ReadAsync(async sql =>
        {
            var messages = await MessageQueries.PageAsync(sql, call.CustomerId, call.Id, page);
            return !messages.IsEmpty || await sql.ExistsAsync("conversations", call.CustomerId, call.Id) ? messages : throw Problem.NotFound("conversation").AsException();
        });
    }

    /// <summary>The same for an admin and the owning agent.</summary>
    public async Task<IResult> ListForAgentAsync(Call call)
    {
        if (!call.Caller.IsAdmin)
            ConversationActions.RequireAdminOrOwner(call, Call.Found(await db.ReadAsync(sql => ConversationQueries.FindAsync(sql, call.CustomerId, call.Id)), "conversation"));
        return await ListAsync(call);
    }

    public async Task<IResult> SendAsync(Call call)
    {
        var bytes = await JsonBody.ReadBytesAsync(call.Http.Request);
        var body = JsonBody.Parse(bytes);
        var text = body.Text("text", MessageSending.MaxText) ?? "";
        var medias = MediaAsk.ReadAll(body);
        var key = Idempotency.Of(call, bytes);
        var (conversation, message, replayed) = await db.WriteAsync(async unit =>
        {
            if (await Idempotency.TakeAsync(unit, call.CustomerId, key) is { } earlier)
                return (Call.Found(await ConversationQueries.FindAsync(unit, call.CustomerId, call.Id), "conversation"),
                    Call.Found(await MessageQueries.FindAsync(unit, call.CustomerId, earlier), "message"), true);
            if (!call.Caller.IsAdmin)
                await OutboundMedias.RequireOwnAsync(unit, call.CustomerId, call.Caller.AgentId, medias);
            var (to, sent) = await sending.SendAsync(unit, call.CustomerId, call.Id, text, new SenderJson(call.Caller.Sender.Type, call.Caller.Sender.Id), medias)
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
            CustomerActions.RequireAgentReply(customer);
        }
        return await SendAsync(call);
    }
}
