using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace Confab.Tests;

/// <summary>
/// Follows a topic through whatever happens: when its connection ends it goes to the next node and resumes after the last cursor that it got.
/// Keeps the cursors only.
/// </summary>
internal sealed class Follower(string[] urls, string credential, string topic, string after, string lastText)
{
    private readonly List<long> positions = [];
    private string cursor = after;

    /// <summary>The cursors in the order in which they came.</summary>
    public IReadOnlyList<long> Positions => positions;

    /// <summary>How often it had to resume.</summary>
    public int Resumed { get; private set; }

    /// <summary>Follows until it has got an event with the last text.</summary>
    /// <param name="first">The node that it begins with.</param>
    /// <param name="stop">Gives up.</param>
    public async Task RunAsync(int first, CancellationToken stop)
    {
        for (var node = first; ; node++, Resumed++)
        {
            using var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Authorization", $"Bearer {credential}");
            try
            {
                await socket.ConnectAsync(new Uri(urls[node % urls.Length].Replace("http:", "ws:", StringComparison.Ordinal) + "/v1.0/ws"), stop);
                await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","topics":["{{topic}}"],"after":"{{cursor}}"}"""), WebSocketMessageType.Text, true, stop);
                if (await FollowAsync(socket, stop))
                    return;
            }
            catch (WebSocketException)
            {
                await Task.Delay(100, stop); // Its node is down.
            }
        }
    }

    private async Task<bool> FollowAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var (buffer, length, end) = (new byte[8192], 0, Encoding.UTF8.GetBytes(lastText));
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (part.MessageType == WebSocketMessageType.Close)
                return false;
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            var frame = buffer.AsMemory(0, length);
            length = 0;
            Utf8Parser.TryParse(frame.Span[(frame.Span.LastIndexOf("\"cursor\":\""u8) + 10)..], out long position, out _).ShouldBeTrue();
            positions.Add(position);
            cursor = position.ToString();
            if (frame.Span.IndexOf(end) >= 0)
                return true;
        }
    }
}
