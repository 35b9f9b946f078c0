using Confab.Accounts;
using Confab.Auth;
using Confab.Channels;
using Confab.Messages;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>What the routes of web chats' messages do: a visitor's come in as from any provider, ours go out as into any conversation.</summary>
internal sealed class WebchatMessageActions(Db db, AccountBook accounts, ChannelList channels, Inbox inbox, MessageSending sending, SessionActions sessions)
{
    private const string Resource = "webchat_message";
    private const int MaxInbound = 4096;
    private const int MaxKey = 100;
    private static readonly string[] Directions = [WebchatMessage.Inbound, WebchatMessage.Outbound];

    /// <summary>All of a customer's; a visitor must name a session of his widget.</summary>
    public async Task<IResult> ListAsync(Call call)
    {
        if (call.Caller.IsVisitor && call.Query("session_id") is null or "")
            throw Problem.DirectAccessNotSupported.AsException();
        var (page, sessionId) = (call.Page, call.QueryId("session_id"));
        var rows = await db.ReadAsync(async sql =>
        {
            if (call.Caller.IsVisitor)
                await SessionActions.FindAsync(sql, call, sessionId!.Value);
            return await WebchatMessageQueries.ListAsync(sql, call.CustomerId, sessionId, page);
        });
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), WebchatJson.Wire.PageWebchatMessageJson);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(Call.Found(await db.ReadAsync(sql => WebchatMessageQueries.FindAsync(sql, call.CustomerId, call.Id)), Resource));

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var message = Call.Found(await WebchatMessageQueries.FindAsync(unit, call.CustomerId, call.Id), Resource) with { TmDelete = unit.Now };
        WebchatMessageQueries.Delete(unit, message);
        return message;
    }));

    public async Task<IResult> CreateAsync(Call call)
    {
        var bytes = await JsonBody.ReadBytesAsync(call.Http.Request);
        var body = JsonBody.Parse(bytes);
        var sessionId = body.Id("session_id") is { } given && given != Guid.Empty ? given : throw Problem.Missing("session_id").AsException();
        var direction = body.Word("direction", Directions) ?? throw Problem.Missing("direction").AsException();
        if (call.Caller.IsVisitor && direction != WebchatMessage.Inbound)
            throw Problem.DirectAccessNotSupported.AsException();
        var text = body.RequiredText("text", direction == WebchatMessage.Inbound ? MaxInbound : MessageSending.MaxText);
        return Answer(direction == WebchatMessage.Inbound ? await ReceiveAsync(call, sessionId, text) : await SendAsync(call, sessionId, text, Idempotency.Of(call, bytes)));
    }

    /// <summary>Takes in what a visitor says, once per key of the widget's script.</summary>
    private async Task<WebchatMessage> ReceiveAsync(Call call, Guid sessionId, string text)
    {
        var given = Idempotency.Key(call, MaxKey);
        var key = $"{sessionId:N}:{given ?? Ids.Random().ToString("N")}";
        var (session, before) = await db.ReadAsync(async sql => (await SessionActions.FindAsync(sql, call, sessionId) is var found ? found : null!,
            given is null ? null : await WebchatMessageQueries.FindByKeyAsync(sql, found, key)));
        if (before is null)
            await TakeAsync(session, new Inbound.Message(key, key, session.DialogId, session.Self, session.Peer, text, []));
        else
            Idempotency.MarkReplayed(call);
        var message = before ?? await db.ReadAsync(sql => WebchatMessageQueries.FindByKeyAsync(sql, session, key)) ?? throw new InvalidOperationException("a message was taken and is not there");
        return message.Text == text ? message : throw Idempotency.Reused.AsException();
    }

    private async Task TakeAsync(WebchatSession session, Inbound.Message message)
    {
        var account = await accounts.RecallAsync(session.WidgetId);
        while (account is not null && !await inbox.ReceiveAsync(account, channels.Of(accounts.Open(account)), [message]))
            account = await accounts.RecallAsync(session.WidgetId, anew: true);
        if (account is null)
            throw WebchatDesk.HasEnded.AsException();
    }

    /// <summary>Sends into the session's conversation, which is made if the visitor has not said anything yet.</summary>
    private async Task<WebchatMessage> SendAsync(Call call, Guid sessionId, string text, (string Key, byte[] Fingerprint)? key)
    {
        var (message, replayed) = await db.WriteAsync(async unit =>
        {
            var earlier = await Idempotency.TakeAsync(unit, call.CustomerId, key);
            if (earlier is null)
            {
                var session = await SessionActions.FindAsync(unit, call, sessionId);
                if (session.Status != WebchatSession.Active)
                    throw WebchatDesk.HasEnded.AsException();
                var conversation = await sessions.OpenAsync(unit, session);
                var (_, sent) = await sending.SendAsync(unit, call.CustomerId, conversation.Id, text, new SenderJson(call.Caller.Sender.Type, call.Caller.Sender.Id))
                    ?? throw new InvalidOperationException("a conversation that was opened is gone");
                await Idempotency.KeepAsync(unit, call.CustomerId, key, sent.Id);
                return (Call.Found(await WebchatMessageQueries.FindAsync(unit, call.CustomerId, sent.Id), Resource), false);
            }
            return (Call.Found(await WebchatMessageQueries.FindAsync(unit, call.CustomerId, earlier.Value), Resource), true);
        });
        if (replayed)
            Idempotency.MarkReplayed(call);
        return message;
    }

    private static IResult Answer(WebchatMessage message) => Wire.Ok(message.ToJson(), WebchatJson.Wire.WebchatMessageJson);
}
