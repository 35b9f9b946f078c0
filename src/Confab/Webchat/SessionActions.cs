using Confab.Accounts;
using Confab.Auth;
using Confab.Channels;
using Confab.Conversations;
using Confab.Flows;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>What the session routes do, for admins and for visitors, to whom only the sessions exist that they name.</summary>
internal sealed class SessionActions(Db db, AccountBook accounts, ChannelList channels, ConversationOpening opening, FlowStart flows, SessionEnd end)
{
    private const string Resource = "webchat_session";
    private const int MaxUrl = 2048;

    public async Task<IResult> ListAsync(Call call)
    {
        if (call.Caller.IsVisitor)
            throw Problem.DirectAccessNotSupported.AsException();
        var (page, widgetId) = (call.Page, call.QueryId("widget_id"));
        var rows = await db.ReadAsync(sql => SessionQueries.ListAsync(sql, call.CustomerId, widgetId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), WebchatJson.Wire.PageSessionJson);
    }

    public async Task<IResult> GetAsync(Call call)
    {
        var id = call.Id;
        return Answer(await db.ReadAsync(sql => FindAsync(sql, call, id)));
    }

    /// <summary>Begins a session, and its widget's session flow in a conversation of its own.</summary>
    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var widgetId = body.Id("widget_id") is { } given && given != Guid.Empty ? given : throw Problem.Missing("widget_id").AsException();
        if (call.Caller.IsVisitor && widgetId != call.Caller.WidgetId)
            throw Problem.DirectAccessNotSupported.AsException();
        var (pageUrl, referrer) = (Url(body, "page_url"), Url(body, "referrer"));
        return Answer(await db.WriteAsync(async unit =>
        {
            var widget = await WidgetQueries.FindAsync(unit, call.CustomerId, widgetId) ?? throw Problem.Invalid("widget_id", "nothing of this customer has this id.").AsException();
            var session = new WebchatSession
            {
                Id = Ids.Random(), CustomerId = call.CustomerId, WidgetId = widgetId, Status = WebchatSession.Active, PageUrl = pageUrl, Referrer = referrer,
                TmLastActivity = unit.Now, TmCreate = unit.Now, TmUpdate = unit.Now, TmEnd = Timestamp.Never, TmDelete = Timestamp.Never
            };
            SessionQueries.Insert(unit, session);
            if (widget.SessionFlowId != Guid.Empty)
                await flows.OpenedAsync(unit, await OpenAsync(unit, session), widget.SessionFlowId);
            return session;
        }));
    }

    /// <summary>Ends a session; one that has ended stays as it is.</summary>
    public async Task<IResult> EndAsync(Call call)
    {
        var id = call.Id;
        return Answer(await db.WriteAsync(async unit =>
            await FindAsync(unit, call, id, toChange: true) is { Status: WebchatSession.Active } session ? await end.EndAsync(unit, session) : await FindAsync(unit, call, id)));
    }

    public async Task<IResult> DeleteAsync(Call call)
    {
        var id = call.Id;
        return Answer(await db.WriteAsync(async unit =>
        {
            var session = await FindAsync(unit, call, id, toChange: true);
            session = (session.Status == WebchatSession.Active ? await end.EndAsync(unit, session) : session) with { TmUpdate = unit.Now, TmDelete = unit.Now };
            SessionQueries.Update(unit, session);
            return session;
        }));
    }

    /// <summary>A session that the caller may know of; another widget's is not there for a visitor.</summary>
    public static async Task<WebchatSession> FindAsync(Sql sql, Call call, Guid id, bool toChange = false) =>
        Call.Found(await SessionQueries.FindAsync(sql, call.CustomerId, id, toChange) is { } session && (!call.Caller.IsVisitor || session.WidgetId == call.Caller.WidgetId) ? session : null, Resource);

    /// <summary>The conversation of a session, made if need be.</summary>
    public async Task<Conversation> OpenAsync(Unit unit, WebchatSession session)
    {
        var account = await AccountBook.FindAsync(unit, session.CustomerId, session.WidgetId) ?? throw AccountBook.NoAccount("The widget of this session has been deleted.");
        return await opening.OpenAsync(unit, account, channels.Of(accounts.Open(account)), session.DialogId, session.Self, session.Peer);
    }

    /// <summary>A page's address: agents will see it as a link.</summary>
    private static string Url(JsonBody body, string field) => body.Text(field, MaxUrl) is not { Length: > 0 } text ? ""
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text
        : throw Problem.Invalid(field, "must be an address that begins with http:// or https://.").AsException();

    private static IResult Answer(WebchatSession session) => Wire.Ok(session.ToJson(), WebchatJson.Wire.SessionJson);
}
