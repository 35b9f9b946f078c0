using System.Net;
using System.Net.Sockets;

namespace Confab.Basics;

/// <summary>
/// Connects to a host that a customer or a stranger chose. The addresses are checked here, after DNS was asked, so that no name gets around it.
/// </summary>
/// <param name="allowPrivate">Whether private networks may be called.</param>
/// <param name="resolve">Asks DNS; null for the system's own.</param>
internal sealed class GuardedConnect(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A connected socket; null when the host has no address that may be called.</summary>
    /// <exception cref="SocketException">The host is not known, or does not answer.</exception>
    public async Task<Socket?> ConnectAsync(string host, int port, CancellationToken stop)
    {
        var addresses = await resolve(host, stop);
        var allowed = allowPrivate ? addresses : [.. addresses.Where(address => !PrivateNetworks.Contains(address))];
        if (allowed.Length == 0)
            return null;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
