using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Confab.Load;

/// <summary>Plays many endpoints of one customer: tells of every arrival, at whichever it is.</summary>
internal sealed class Endpoints : Sink
{
    private static readonly byte[] Ok = Answer("{}");

    /// <summary>Told of an arrival, with the message's number.</summary>
    public Action<long>? Arrived { get; set; }

    /// <inheritdoc />
    protected override byte[] Take(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var mark = body.IndexOf(Requests.Mark);
        if (mark >= 0 && Utf8Parser.TryParse(body.Slice(mark + Requests.Mark.Length, Requests.Digits), out long number, out _))
            Arrived?.Invoke(number);
        return Ok;
    }
}

/// <summary>An endpoint that takes connections and says nothing.</summary>
internal sealed class DeadEndpoint : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public DeadEndpoint()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://{listener.LocalEndPoint}";

    /// <inheritdoc />
    public void Dispose() => listener.Dispose();
}
