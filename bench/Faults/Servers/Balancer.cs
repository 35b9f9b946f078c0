using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Confab.Faults.Servers;

/// <summary>A small TCP load balancer: each connection to the next back end that is well. Closed, it refuses and cuts all connections.</summary>
/// <param name="ports">The back ends.</param>
/// <param name="isWell">Asked twice a second whether a back end may get connections; null when it always may.</param>
internal sealed class Balancer(IReadOnlyList<int> ports, Func<int, Task<bool>>? isWell = null) : IDisposable
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly CancellationTokenSource stop = new();
    private volatile int[] well = [.. ports];
    private TcpListener? listener;
    private int next;

    /// <summary>Whether it takes connections and leaves them without a word.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The port in front.</summary>
    public int Port { get; } = Node.FreePort();

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Begins to listen.</summary>
    public Balancer Open()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start(512);
        _ = AcceptAsync(listener);
        if (isWell is not null)
            _ = CheckAsync(isWell);
        return this;
    }

    /// <summary>Refuses connections, and cuts those that are open.</summary>
    public void Close()
    {
        listener?.Stop();
        foreach (var client in open.Keys)
            client.Close();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Cancel();
        Close();
        stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
                _ = CarryAsync(await from.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = IsSilent ? null : await ConnectAsync();
        using (client)
        {
            open[client] = true;
            try
            {
                if (IsSilent)
                    await client.GetStream().CopyToAsync(Stream.Null);
                else if (server is not null)
                    await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
            }
            finally
            {
                open.TryRemove(client, out _);
            }
        }
    }

    /// <summary>A connection to the next back end that takes one; null when none does.</summary>
    private async Task<TcpClient?> ConnectAsync()
    {
        var candidates = well;
        for (var tries = candidates.Length; tries > 0; tries--)
        {
            var server = new TcpClient { NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, candidates[(Interlocked.Increment(ref next) & int.MaxValue) % candidates.Length]);
                return server;
            }
            catch (SocketException)
            {
                server.Dispose();
            }
        }
        return null;
    }

    private async Task CheckAsync(Func<int, Task<bool>> isWell)
    {
        while (!stop.IsCancellationRequested)
        {
            var answers = await Task.WhenAll(ports.Select(isWell));
            well = [.. ports.Where((_, i) => answers[i])];
            await Task.WhenAny(Task.Delay(CheckEvery, stop.Token));
        }
    }
}
