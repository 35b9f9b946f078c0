using Microsoft.AspNetCore.Http.Features;

namespace Confab.Live;

/// <summary>
/// Stands before the abort of a socket's connection. When a client breaks the protocol, the library sends a close frame and counts the socket
/// as aborted, and would reset the connection before that frame has left: then it ends as after any farewell instead.
/// </summary>
internal sealed class GentleEnd(IHttpRequestLifetimeFeature connection) : IHttpRequestLifetimeFeature
{
    private volatile bool isGentle;

    /// <inheritdoc />
    public CancellationToken RequestAborted { get => connection.RequestAborted; set => connection.RequestAborted = value; }

    /// <summary>Puts it before a request's connection.</summary>
    public static GentleEnd Of(HttpContext http)
    {
        var end = new GentleEnd(http.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
        http.Features.Set<IHttpRequestLifetimeFeature>(end);
        return end;
    }

    /// <summary>From now on the connection is not reset.</summary>
    public void Begin() => isGentle = true;

    /// <inheritdoc />
    public void Abort()
    {
        if (!isGentle)
            connection.Abort();
    }
}
