using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Load;

/// <summary>Follows a topic through the deaths of nodes: where one is gone it goes on at the next, after its last cursor.</summary>
/// <param name="nodes">The servers.</param>
/// <param name="key">An access key.</param>
/// <param name="topic">What it follows.</param>
/// <param name="begin">The cursor that it begins after.</param>
internal sealed class Resuming(IReadOnlyList<IPEndPoint> nodes, string key, string topic, string begin)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private long last;

    /// <summary>How many events it has got.</summary>
    public int Count { get; private set; }

    /// <summary>How many came a second time, or after a later one.</summary>
    public int Doubles { get; private set; }

    /// <summary>The sum of all cursors: two that have got as many, none twice, with the same sum, have got the same.</summary>
    public long Sum { get; private set; }

    /// <summary>How often it has come back.</summary>
    public int Resumed { get; private set; }

    /// <summary>Follows until it is called off.</summary>
    public async Task RunAsync(int node, CancellationToken stop)
    {
        for (var begun = node; !stop.IsCancellationRequested; node++)
            try
            {
                Resumed = node - begun;
                await FollowAsync(nodes[node % nodes.Count], stop);
            }
            catch (Exception e) when (e is SocketException or IOException or WebSocketException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(Pause, stop));
            }
    }

    private async Task FollowAsync(IPEndPoint node, CancellationToken stop)
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(node, stop);
        await using var stream = new NetworkStream(tcp);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1.0/ws HTTP/1.1\r\nHost: {node}\r\nAuthorization: Bearer {key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n\r\n"), stop);
        var (head, length) = (new byte[1024], 0);
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            length += await stream.ReadAsync(head.AsMemory(length, 1), stop) is > 0 and var count ? count : throw new IOException("the server is gone");
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
        var after = last > 0 ? $"{last}" : begin;
        await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","topics":["{{topic}}"],"after":"{{after}}"}"""), WebSocketMessageType.Text, true, stop);
        var (buffer, filled) = (new byte[8 * 1024], 0);
        while (await socket.ReceiveAsync(buffer.AsMemory(filled), stop) is var part && part.MessageType != WebSocketMessageType.Close)
            filled = part.EndOfMessage ? Take(buffer.AsMemory(0, filled + part.Count)) : filled + part.Count;
    }

    private int Take(ReadOnlyMemory<byte> frame)
    {
        // The cursor ends the frame, as in …,"cursor":"123"}.
        var text = frame.Span[(frame.Span.LastIndexOf("\"cursor\":\""u8) + 10)..^2];
        var cursor = long.Parse(text);
        if (cursor <= last)
            Doubles++;
        (last, Count, Sum) = (Math.Max(last, cursor), Count + 1, Sum + cursor);
        return 0;
    }
}

/// <summary>Many who follow on several nodes while these are killed: what each of them got, beside what there was.</summary>
internal static class Crowd
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs it.</summary>
    /// <param name="confab">The servers.</param>
    /// <param name="followers">How many follow.</param>
    /// <param name="say">Makes about so many events, from whichever node lives.</param>
    /// <param name="report">Where the counts go.</param>
    public static async Task RunAsync(Confab confab, int followers, Func<Task> say, Report report)
    {
        var (topic, begin, nodes) = (await confab.TopicAsync(), await confab.CursorAsync(), confab.Servers.Select(server => server.Address).ToList());
        using var over = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, followers).Select(_ => new Resuming(nodes, confab.Key, topic, begin)).ToList();
        var following = new List<Task>();
        foreach (var chunk in crowd.Index().Chunk(200))
        {
            following.AddRange(chunk.Select(one => one.Item.RunAsync(one.Index, over.Token)));
            await Task.Delay(50, over.Token);
        }
        await say();
        for (var kill = 0; kill < 2; kill++)
        {
            var back = confab.KillAsync(1 + kill % (nodes.Count - 1));
            await say();
            await back;
            await say();
        }
        var all = await confab.EventsAsync(begin);
        var (count, sum) = (all.Count, all.Sum());
        for (var waited = TimeSpan.Zero; waited < Patience && crowd.Any(one => one.Count < count); waited += TimeSpan.FromSeconds(1))
            await Task.Delay(1000, over.Token);
        await over.CancelAsync();
        await Task.WhenAll(following);
        report.AddFact($"{followers:N0} followers on {nodes.Count} nodes, {count:N0} events, 2 nodes killed",
            $"missing {crowd.Sum(one => (long)Math.Max(0, count - one.Count)):N0}, double {crowd.Sum(one => (long)one.Doubles):N0}, other {crowd.Count(one => one.Count == count && one.Sum != sum)}, came back {crowd.Sum(one => (long)one.Resumed):N0} times");
    }
}
