using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Tests;

/// <summary>A WebSocket without a library: reads only when it is told to, and keeps the system from reading ahead.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };

    public static async Task<RawSocket> ConnectAsync(string url, string credential)
    {
        var raw = new RawSocket();
        await raw.socket.ConnectAsync(IPEndPoint.Parse(new Uri(url).Authority));
        await raw.socket.SendAsync(Encoding.ASCII.GetBytes($"GET /v1.0/ws HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\nAuthorization: Bearer {credential}\r\n\r\n"));
        var head = new byte[4096];
        var length = await raw.socket.ReceiveAsync(head);
        Encoding.ASCII.GetString(head, 0, length).ShouldStartWith("HTTP/1.1 101 ");
        return raw;
    }

    /// <summary>Sends a short text, masked with zeros.</summary>
    public async Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await socket.SendAsync((byte[])[0x81, (byte)(0x80 | 126), (byte)(bytes.Length >> 8), (byte)bytes.Length, 0, 0, 0, 0, .. bytes]);
    }

    /// <summary>Reads until a text comes, within a few packets; how many bytes that were.</summary>
    public async Task<long> ReadToAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (buffer, total, tail) = (new byte[65536], 0L, "");
        while (!tail.Contains(text, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer, patience.Token);
            count.ShouldBeGreaterThan(0, "the connection ended before that");
            total += count;
            tail = tail[Math.Max(0, tail.Length - 256)..] + Encoding.Latin1.GetString(buffer, 0, count);
        }
        return total;
    }

    /// <summary>The next bytes; none when the connection has ended.</summary>
    public async Task<byte[]> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        return buffer[..await socket.ReceiveAsync(buffer, patience.Token)];
    }

    /// <summary>How many bytes come until the connection ends.</summary>
    public async Task<long> ReadToEndAsync()
    {
        var (buffer, total) = (new byte[65536], 0L);
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var count)
                total += count;
        }
        catch (SocketException)
        {
        }
        return total;
    }

    public void Dispose() => socket.Dispose();
}
