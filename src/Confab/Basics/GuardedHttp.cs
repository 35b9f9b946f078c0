using System.Net;
using System.Net.Sockets;

namespace Confab.Basics;

/// <summary>
/// The client for every address that a customer or a stranger chose: checked again at connect, so DNS cannot get around it; no proxy, no
/// redirects, no cookies, little time and little to read.
/// </summary>
internal sealed class GuardedHttp : IDisposable
{
    private const int MaxAnswer = 64 * 1024;
    private readonly bool allowPrivate;
    private readonly HttpClient client;
    private readonly GuardedConnect connect;

    /// <param name="settings">The settings.</param>
    /// <param name="resolve">Asks DNS; null for the system's own.</param>
    public GuardedHttp(Settings settings, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        allowPrivate = settings.AllowPrivateNetworks;
        connect = new GuardedConnect(allowPrivate, resolve);
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 32,
            ActivityHeadersPropagator = null
        })
        {
            Timeout = settings.WebhookTimeout,
            MaxResponseContentBufferSize = MaxAnswer
        };
    }

    /// <summary>What is wrong with a URL that somebody wants us to call, or null.</summary>
    public string? Check(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !HasHost(uri))
            return "must be an address that begins with http:// or https://.";
        if (uri.UserInfo.Length > 0)
            return "must not hold a username or password.";
        return !allowPrivate && PrivateNetworks.Names(uri)
            ? "leads to a private network; an operator can allow that with the setting Confab:Webhooks:AllowPrivateNetworks." : null;
    }

    /// <summary>Calls; an answer of any status is an answer, and so is one whose body is never read.</summary>
    /// <exception cref="HttpRequestException">No answer came.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or <paramref name="stop"/>.</exception>
    public Task<HttpResponseMessage> SendForStatusAsync(HttpRequestMessage request, CancellationToken stop) =>
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

    /// <summary>Calls and reads the whole answer.</summary>
    /// <exception cref="HttpRequestException">No answer came; with <see cref="HttpRequestError.ConfigurationLimitExceeded"/>, one that is too large.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or <paramref name="stop"/>.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
        client.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    /// <summary>Whether its host is one that DNS could know: <see cref="Uri"/> reads some that it cannot write.</summary>
    private static bool HasHost(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        try
        {
            return new NetworkStream(await connect.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, stop)
                ?? throw new HttpRequestException(HttpRequestError.ConnectionError, "no address that may be called"), ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            var isUnknown = e is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain };
            throw new HttpRequestException(isUnknown ? HttpRequestError.NameResolutionError : HttpRequestError.ConnectionError, "not reached", e);
        }
    }
}
