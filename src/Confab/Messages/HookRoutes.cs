using Confab.Accounts;
using Confab.Auth;
using Confab.Channels;
using Confab.Store;
using Microsoft.AspNetCore.Http.Features;

namespace Confab.Messages;

/// <summary>Where providers call in. The provider's signature is the credential; the answer comes after the commit and before anything slow.</summary>
internal sealed class HookRoutes(Db db, AccountBook accounts, ChannelList channels, Inbox inbox, Settings settings)
{
    /// <summary>Maps the hook of every account.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/v1.0/conversation/accounts/{account_id}", ["GET", "POST"], (RequestDelegate)ReceiveAsync)
            .WithMetadata(new RouteAccess(Needs.Nothing, null, null), new Unlimited());

    private async Task ReceiveAsync(HttpContext http)
    {
        var account = Ids.TryParse((string?)http.Request.RouteValues["account_id"], out var id) ? await db.ReadAsync(sql => AccountBook.FindByIdAsync(sql, id)) : null;
        if (account is null)
            throw Problem.NotFound("account").AsException();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = settings.HookBytes;
        var opened = accounts.Open(account);
        var channel = channels.Of(opened);
        var request = new HookRequest(http.Request.Method, http.Request.QueryString.Value ?? "",
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await JsonBody.ReadRawAsync(http.Request));
        switch (channel.Receive(request, opened))
        {
            case Received.Rejected rejected:
                throw rejected.Problem.AsException();
            case Received.Verified verified:
                await TypedResults.Text(verified.Challenge).ExecuteAsync(http);
                break;
            case Received.Parsed parsed:
                await inbox.ReceiveAsync(account, channel, parsed.Items);
                await TypedResults.Text(parsed.Answer.Body, parsed.Answer.ContentType).ExecuteAsync(http);
                break;
        }
    }
}
