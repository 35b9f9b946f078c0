using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Load;

/// <summary>Follows a topic over a WebSocket; answers pings.</summary>
internal sealed class Follower : IDisposable
{
    private readonly NetworkStream stream;
    private readonly WebSocket socket;

    private Follower(NetworkStream stream) => (this.stream, socket) = (stream, WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero }));

    /// <summary>Whether the server has let it go.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Connects and subscribes.</summary>
    /// <param name="to">The server.</param>
    /// <param name="key">An access key.</param>
    /// <param name="topic">What it follows.</param>
    /// <param name="arrived">Told of the number in each event's text; null when nobody asks.</param>
    public static async Task<Follower> OpenAsync(IPEndPoint to, string key, string topic, Action<long>? arrived = null)
    {
        var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(to);
        var stream = new NetworkStream(tcp, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1.0/ws HTTP/1.1\r\nHost: {to}\r\nAuthorization: Bearer {key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n\r\n"));
        var (head, length) = (new byte[1024], 0);
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            length += await stream.ReadAsync(head.AsMemory(length, 1)) is > 0 and var count ? count : throw new SocketException((int)SocketError.ConnectionReset);
        if (!head.AsSpan().StartsWith("HTTP/1.1 101"u8))
            throw new InvalidOperationException(Encoding.ASCII.GetString(head, 0, length));
        var follower = new Follower(stream);
        await follower.socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","topics":["{{topic}}"]}"""), WebSocketMessageType.Text, true, default);
        _ = follower.ReadAsync(arrived);
        return follower;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        socket.Dispose();
        stream.Dispose();
    }

    private async Task ReadAsync(Action<long>? arrived)
    {
        var (buffer, length) = (new byte[arrived is null ? 256 : 16 * 1024], 0);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), default);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                length = part.EndOfMessage ? Take(buffer.AsSpan(0, length + part.Count), arrived) : length + part.Count;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
        }
        HasEnded = true;
    }

    private static int Take(ReadOnlySpan<byte> frame, Action<long>? arrived)
    {
        if (frame.IndexOf("~#"u8) is >= 0 and var at && Utf8Parser.TryParse(frame[(at + 2)..], out long number, out _))
            arrived?.Invoke(number);
        return 0;
    }
}
