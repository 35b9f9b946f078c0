using Confab.Auth;
using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>What the endpoint routes do.</summary>
internal sealed class EndpointActions(Db db, GuardedHttp http, Vault vault, WebhookTargets targets, WebhookSender sender, IHostApplicationLifetime life, TimeProvider clock)
{
    private const string Resource = "webhook_endpoint";

    /// <summary>Every event asks for all of them.</summary>
    private const int MaxEndpoints = 100;

    private static readonly TimeSpan OldSecretHolds = TimeSpan.FromHours(24);

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => EndpointQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => targets.Show(row)), WebhooksJson.Wire.PageEndpointJson);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(await FindAsync(call));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        body.RequiredText("uri", int.MaxValue);
        var (change, secret) = (EndpointChange.Read(body, http), body.Text("secret") is { Length: > 0 } given ? given : WebhookSignature.NewSecret());
        if (WebhookSignature.Check(secret) is { } wrong)
            throw Problem.Invalid("secret", wrong).AsException();
        return Answer(await db.WriteAsync(async unit =>
        {
            if (await EndpointQueries.CountAsync(unit, call.CustomerId) >= MaxEndpoints)
                throw Problem.State("STATE_INVALID", $"There are {MaxEndpoints} endpoints already.").AsException();
            var blank = new WebhookEndpoint { CustomerId = call.CustomerId, Id = Ids.New(unit.Now), Method = HttpMethods.Post, Enabled = true, Secret = vault.Seal(secret), TmCreate = unit.Now };
            return await SaveAsync(unit, change.Apply(blank, vault));
        }), secret);
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var change = EndpointChange.Read(body, http);
        if (body.Text("secret") is { Length: > 0 })
            throw Problem.Invalid("secret", "is changed by POST …/rotate.").AsException();
        return Answer(await ChangeAsync(call, (_, endpoint) => change.Apply(endpoint, vault)));
    }

    /// <summary>Deletes it. What still waits for it is dropped: nothing could be sent there again, and its secret is gone.</summary>
    public async Task<IResult> DeleteAsync(Call call) => Answer(await ChangeAsync(call, (unit, endpoint) => endpoint with
    {
        Uri = endpoint.Id == endpoint.CustomerId ? "" : endpoint.Uri,
        Method = endpoint.Id == endpoint.CustomerId ? "" : endpoint.Method,
        Enabled = false,
        Headers = "",
        EventTypes = "[]",
        RateLimit = 0,
        Secret = "",
        OldSecret = "",
        TmDelete = unit.Now
    }));

    /// <summary>Gives it a new secret; for a day deliveries are signed with the old one too, and with what was old and still held.</summary>
    public async Task<IResult> RotateAsync(Call call)
    {
        var secret = WebhookSignature.NewSecret();
        return Answer(await ChangeAsync(call, (unit, endpoint) => endpoint with { Secret = vault.Seal(secret), OldSecret = string.Join(WebhookEndpoint.Separator, (string[])[endpoint.Secret, .. endpoint.OldSecretsAt(unit.Now)]), TmOldSecret = unit.Now + OldSecretHolds }), secret);
    }

    /// <summary>Sends an event of its own and tells what happened; it is kept nowhere.</summary>
    public async Task<IResult> TestAsync(Call call)
    {
        var (endpoint, now) = (await FindAsync(call), clock.Now());
        var told = new ToldEvent(Ids.New(now), call.CustomerId, EventTypes.Test, Wire.Text(targets.Tell(endpoint), WebhooksJson.Wire.EndpointJson), now);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted, life.ApplicationStopping);
        try
        {
            return Wire.Ok((await sender.SendAsync(told, targets.Open(endpoint), end.Token)).Attempt, WebhooksJson.Wire.AttemptJson);
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            throw Problem.Unavailable.AsException();
        }
    }

    private async Task<WebhookEndpoint> FindAsync(Call call) => Call.Found(await db.ReadAsync(sql => EndpointQueries.FindAsync(sql, call.CustomerId, call.Id)), Resource);

    private Task<WebhookEndpoint> ChangeAsync(Call call, Func<Unit, WebhookEndpoint, WebhookEndpoint> change) => db.WriteAsync(async unit =>
        await SaveAsync(unit, change(unit, Call.Found(await EndpointQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), Resource))));

    private async Task<WebhookEndpoint> SaveAsync(Unit unit, WebhookEndpoint endpoint)
    {
        await endpoint.SaveAsync(unit, targets);
        return endpoint with { TmUpdate = unit.Now };
    }

    private IResult Answer(WebhookEndpoint endpoint, string secret = "") => Wire.Ok(targets.Show(endpoint, secret), WebhooksJson.Wire.EndpointJson);
}
