using System.Net;
using System.Net.Sockets;

namespace Confab.Load;

/// <summary>A small HTTP server for what the measured server calls.</summary>
internal abstract class Sink : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    protected Sink()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://{listener.LocalEndPoint}";

    /// <inheritdoc />
    public void Dispose() => listener.Dispose();

    /// <summary>An answer of status 200 with this JSON.</summary>
    protected static byte[] Answer(string json) => System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    /// <summary>Takes a request; returns the whole answer.</summary>
    protected abstract byte[] Take(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        socket.NoDelay = true;
        var (buffer, read) = (new byte[8 * 1024], 0);
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(read)) is > 0 and var count)
            {
                read += count;
                for (var (head, total) = Http.Measure(buffer.AsSpan(0, read)); total > 0; (head, total) = Http.Measure(buffer.AsSpan(0, read)))
                {
                    await socket.SendAsync(Take(buffer.AsSpan(0, head), buffer.AsSpan(head, total - head)));
                    buffer.AsSpan(total, read - total).CopyTo(buffer);
                    read -= total;
                }
                if (read == buffer.Length)
                    Array.Resize(ref buffer, read * 2);
            }
        }
        catch (SocketException)
        {
            // The server went away.
        }
    }
}
