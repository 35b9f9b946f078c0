using System.Collections.Concurrent;
using System.Net.WebSockets;
using Confab.Auth;
using Confab.Store;

namespace Confab.Live;

/// <summary>
/// The open sockets of this node. Twice a second it looks whether their callers still stand, each caller once however many sockets he has, and
/// closes those who do not; when the server stops, it closes all.
/// </summary>
internal sealed partial class LiveSockets(Db db, LiveReader reader, Subscriptions subscriptions, RateLimiter limiter, StandingCallers standing, ILogger<LiveSockets> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<LiveSocket, bool> open = new();
    private volatile bool isStopping;

    /// <summary>Takes a WebSocket and serves it to its end.</summary>
    public async Task<IResult> ConnectAsync(Call call)
    {
        if (!call.Http.WebSockets.IsWebSocketRequest)
            throw Problem.Invalid("Upgrade", "this path takes WebSocket handshakes only.").AsException();
        using var listening = reader.Listen();
        var end = GentleEnd.Of(call.Http);
        using var accepted = await call.Http.WebSockets.AcceptWebSocketAsync();
        var socket = new LiveSocket(accepted, end, call.Caller, RateLimiter.Address(call.Http), db, reader, subscriptions, limiter, log);
        open[socket] = true;
        try
        {
            if (isStopping)
                socket.EndStopping();
            await socket.RunAsync();
        }
        finally
        {
            open.TryRemove(socket, out _);
        }
        return TypedResults.Empty;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stop = stoppingToken.Register(EndAll);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(Every, stoppingToken));
            if (!open.IsEmpty && !stoppingToken.IsCancellationRequested)
                await CheckAsync();
        }
    }

    private void EndAll()
    {
        isStopping = true;
        foreach (var (socket, _) in open)
            socket.EndStopping();
    }

    private async Task CheckAsync()
    {
        try
        {
            var fallen = await standing.FallenAsync([.. open.Select(entry => entry.Key.Caller).Distinct()]);
            if (fallen.Count > 0)
                foreach (var (socket, _) in open)
                    if (fallen.Contains(socket.Caller))
                        socket.End(WebSocketCloseStatus.PolicyViolation, Problem.InvalidCredentials.Message);
        }
        catch (Exception e)
        {
            LogTrouble(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the callers of live sockets cannot be looked up: {Reason}")]
    private partial void LogTrouble(string reason);
}
