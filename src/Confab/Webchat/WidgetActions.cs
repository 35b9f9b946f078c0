using Confab.Accounts;
using Confab.Auth;
using Confab.Channels.Webchat;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>What the widget routes do. A widget has an account of the same id, which its conversations send through.</summary>
internal sealed class WidgetActions(Db db, AccountBook accounts, Credentials credentials, Visitors visitors)
{
    private const string Resource = "webchat_widget";
    private const int DefaultIdle = 1800;
    private const int MaxIdle = 30 * 24 * 3600;
    private const int MaxOrigins = 50;

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => WidgetQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), WebchatJson.Wire.PageWidgetJson);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(Call.Found(await db.ReadAsync(sql => WidgetQueries.FindAsync(sql, call.CustomerId, call.Id)), Resource));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        body.RequiredText("name");
        var change = Change(body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var widget = change(new WebchatWidget
            {
                Id = Ids.New(unit.Now), CustomerId = call.CustomerId, Status = WebchatWidget.Active, SessionIdleTimeout = DefaultIdle, DirectHash = NewHash(), HashVersion = 1,
                TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
            });
            await RequireFlowsAsync(unit, call, body);
            WidgetQueries.Insert(unit, widget);
            await AccountBook.InsertAsync(unit, AccountOf(widget));
            unit.OnCommit(visitors.Forget);
            return widget;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var change = Change(body);
        return await ChangeAsync(call, async (unit, widget) =>
        {
            await RequireFlowsAsync(unit, call, body);
            return change(widget);
        });
    }

    /// <summary>Makes the hash anew: the one before opens nothing any more, and the tokens that it gave end.</summary>
    public Task<IResult> RegenerateAsync(Call call) =>
        ChangeAsync(call, (_, widget) => Task.FromResult(widget with { DirectHash = NewHash(), HashVersion = widget.HashVersion + 1 }));

    public Task<IResult> DeleteAsync(Call call) => ChangeAsync(call, (unit, widget) => Task.FromResult(widget with { TmDelete = unit.Now }));

    private async Task<IResult> ChangeAsync(Call call, Func<Unit, WebchatWidget, Task<WebchatWidget>> change) => Answer(await db.WriteAsync(async unit =>
    {
        var before = Call.Found(await WidgetQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), Resource);
        var widget = await change(unit, before) with { TmUpdate = unit.Now };
        WidgetQueries.Update(unit, widget);
        await AccountBook.UpdateAsync(unit, AccountOf(widget));
        if (widget.TmDelete != Timestamp.Never)
            await JobBuckets.ForgetAsync(unit, widget.Id.ToString("N"));
        unit.OnCommit(credentials.Forget);
        unit.OnCommit(visitors.Forget);
        return widget;
    }));

    private static Func<WebchatWidget, WebchatWidget> Change(JsonBody body)
    {
        var (name, status) = (body.Text("name"), body.Word("status", WebchatWidget.Statuses));
        var (sessionFlow, messageFlow) = (body.Id("session_flow_id"), body.Id("message_flow_id"));
        var (idle, theme, origins) = (body.Number("session_idle_timeout", 10, MaxIdle), body.Object("theme_config"), Origins(body));
        _ = theme is null ? null : new WidgetTheme().With(theme);
        return widget => widget with
        {
            Name = name is { Length: > 0 } ? name : widget.Name,
            Status = status ?? widget.Status,
            SessionFlowId = sessionFlow ?? widget.SessionFlowId,
            MessageFlowId = messageFlow ?? widget.MessageFlowId,
            SessionIdleTimeout = idle ?? widget.SessionIdleTimeout,
            ThemeConfig = theme is null ? widget.ThemeConfig : Wire.Text(widget.Theme.With(theme), WebchatJson.Wire.WidgetTheme),
            AllowedOrigins = origins is null ? widget.AllowedOrigins : Wire.Text(origins, WebchatJson.Wire.ListString)
        };
    }

    /// <summary>Origins as browsers write them.</summary>
    private static List<string>? Origins(JsonBody body)
    {
        if (body.Element("allowed_origins") is not { } list)
            return null;
        if (list.ValueKind != System.Text.Json.JsonValueKind.Array || list.GetArrayLength() > MaxOrigins)
            throw Problem.Invalid("allowed_origins", $"must be a list of at most {MaxOrigins} origins.").AsException();
        return [.. list.EnumerateArray().Select((item, index) =>
            JsonText.Read(item, $"allowed_origins[{index}]", JsonBody.MaxName) is var text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" } ? url.GetLeftPart(UriPartial.Authority).Replace(url.Host, url.IdnHost, StringComparison.Ordinal)
                : throw Problem.Invalid($"allowed_origins[{index}]", "must be an origin, as in https://www.example.com.").AsException()).Distinct()];
    }

    private static async Task RequireFlowsAsync(Unit unit, Call call, JsonBody body)
    {
        await call.RequireAsync(unit, "flows", body.Id("session_flow_id"), "session_flow_id");
        await call.RequireAsync(unit, "flows", body.Id("message_flow_id"), "message_flow_id");
    }

    private Account AccountOf(WebchatWidget widget) => new()
    {
        Id = widget.Id, CustomerId = widget.CustomerId, Type = WebchatChannel.Type, Name = widget.Name, MessageFlowId = widget.MessageFlowId,
        Sealed = accounts.Seal(new AccountSecrets("", "", [])), TmCreate = widget.TmCreate, TmUpdate = widget.TmUpdate, TmDelete = widget.TmDelete
    };

    private static string NewHash() => "direct." + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    private static IResult Answer(WebchatWidget widget) => Wire.Ok(widget.ToJson(), WebchatJson.Wire.WidgetJson);
}
