using System.Net;
using System.Net.Sockets;

namespace Confab.Load;

/// <summary>A keep-alive connection that sends ready-made requests: the client must cost little where it shares its cores with what it measures.</summary>
internal sealed class Client : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[16 * 1024];
    private int head;
    private int total;

    private Client() { }

    /// <summary>The last answer's body, chunk marks and all.</summary>
    public ReadOnlyMemory<byte> Body => buffer.AsMemory(head, total - head);

    /// <summary>Connects.</summary>
    public static async Task<Client> OpenAsync(IPEndPoint to)
    {
        var client = new Client();
        await client.socket.ConnectAsync(to);
        return client;
    }

    /// <summary>Sends a request and reads its answer; returns the status.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async ValueTask<int> CallAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
            request = request[await socket.SendAsync(request)..];
        var read = 0;
        do
        {
            if (read == buffer.Length)
                Array.Resize(ref buffer, read * 2);
            var count = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (count == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            read += count;
            (head, total) = Http.Measure(buffer.AsSpan(0, read));
        }
        while (total == 0);
        return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();
}
