using Confab.Accounts;
using Confab.Auth;
using Confab.Channels;
using Microsoft.AspNetCore.Http.Features;

namespace Confab.Messages;

/// <summary>Where providers call in. The provider's signature is the credential; the answer comes after the commit and before anything slow.</summary>
internal sealed class HookRoutes(AccountBook accounts, ChannelList channels, Inbox inbox, Settings settings, TimeProvider clock)
{
    /// <summary>Maps the hook of every account.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/v1.0/conversation/accounts/{account_id}", ["GET", "POST"], (RequestDelegate)ReceiveAsync)
            .WithMetadata(new RouteAccess(Needs.Nothing, null, null), new Unlimited());

    private async Task ReceiveAsync(HttpContext http)
    {
        var account = Ids.TryParse((string?)http.Request.RouteValues["account_id"], out var id) ? await accounts.RecallAsync(id) : null;
        if (account is null)
            throw Problem.NotFound("account").AsException();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = settings.HookBytes;
        var request = new HookRequest(http.Request.Method, http.Request.QueryString.Value ?? "",
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await JsonBody.ReadRawAsync(http.Request));
        var answer = await TryAsync(account, request, isFresh: false);
        while (answer is null)
            answer = await TryAsync(await accounts.RecallAsync(id, anew: true) ?? throw Problem.NotFound("account").AsException(), request, isFresh: true);
        await TypedResults.Text(answer.Body, answer.ContentType).ExecuteAsync(http);
    }

    /// <summary>What to answer; null when the account must be read anew: it has changed, or may have.</summary>
    private async Task<HookAnswer?> TryAsync(Account account, HookRequest request, bool isFresh)
    {
        var opened = accounts.Open(account);
        var channel = channels.Of(opened);
        return Receive(channel, request, opened) switch
        {
            Received.Parsed parsed => await inbox.ReceiveAsync(account, channel, parsed.Items) ? parsed.Answer : null,
            _ when !isFresh => null,
            Received.Verified verified => new HookAnswer("text/plain; charset=utf-8", verified.Challenge),
            Received.Rejected rejected => throw rejected.Problem.AsException(),
            _ => throw new InvalidOperationException()
        };
    }

    /// <summary>What a call is by the account's settings; where it is not genuine, by those that it had until a while ago.</summary>
    private Received Receive(IChannel channel, HookRequest request, ChannelAccount account)
    {
        var received = channel.Receive(request, account);
        foreach (var (former, until) in account.Former)
            if (received is Received.Rejected && until > clock.Now() && channel.Receive(request, former) is not Received.Rejected and var believed)
                return believed;
        return received;
    }
}
