using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Confab.Tests;

/// <summary>Follows events over a WebSocket.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ClientWebSocket socket = new();
    private readonly Channel<JsonElement> events = Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource<(int Code, string Reason)> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveClient()
    {
    }

    /// <summary>How it was closed; code 0 where the connection just broke.</summary>
    public Task<(int Code, string Reason)> Closed => closed.Task.WaitAsync(Patience);

    /// <summary>Connects with a credential, which must be taken.</summary>
    public static async Task<LiveClient> ConnectAsync(string url, string? credential, string path = "/v1.0/ws", params (string Name, string Value)[] headers)
    {
        var client = new LiveClient();
        await OpenAsync(client.socket, url, credential, path, headers);
        _ = client.ReceiveAsync();
        return client;
    }

    /// <summary>The status that a handshake is answered with.</summary>
    public static async Task<int> TryAsync(string url, string? credential, string path = "/v1.0/ws", params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await OpenAsync(socket, url, credential, path, headers);
        }
        catch (WebSocketException)
        {
        }
        return (int)socket.HttpStatusCode;
    }

    public Task SubscribeAsync(params string[] topics) => SendAsync(new { type = "subscribe", topics });

    public Task SubscribeAfterAsync(string after, params string[] topics) => SendAsync(new { type = "subscribe", topics, after });

    public Task UnsubscribeAsync(params string[] topics) => SendAsync(new { type = "unsubscribe", topics });

    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    public Task SendTextAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, CancellationToken.None);

    /// <summary>The next event.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await events.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next so many events, as their types.</summary>
    public async Task<List<string>> NextTypesAsync(int count)
    {
        var types = new List<string>();
        while (types.Count < count)
            types.Add((await NextAsync()).GetProperty("type").GetString()!);
        return types;
    }

    /// <summary>What came and was not read yet.</summary>
    public List<JsonElement> Rest()
    {
        var rest = new List<JsonElement>();
        while (events.Reader.TryRead(out var told))
            rest.Add(told);
        return rest;
    }

    /// <summary>Says farewell and waits for the server's.</summary>
    public async Task<(int Code, string Reason)> CloseAsync()
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The server was faster.
        }
        return await Closed;
    }

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task OpenAsync(ClientWebSocket socket, string url, string? credential, string path, (string Name, string Value)[] headers)
    {
        socket.Options.CollectHttpResponseDetails = true;
        if (credential is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {credential}");
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(url.Replace("http:", "ws:", StringComparison.Ordinal) + path), patience.Token);
    }

    private async Task ReceiveAsync()
    {
        var (buffer, length) = (new byte[4096], 0);
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                    Array.Resize(ref buffer, 2 * length);
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    if (socket.State == WebSocketState.CloseReceived)
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    break;
                }
                length += part.Count;
                if (!part.EndOfMessage)
                    continue;
                events.Writer.TryWrite(JsonDocument.Parse(buffer.AsMemory(0, length).ToArray()).RootElement);
                length = 0;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        closed.TrySetResult(((int)(socket.CloseStatus ?? 0), socket.CloseStatusDescription ?? ""));
        events.Writer.TryComplete();
    }
}
