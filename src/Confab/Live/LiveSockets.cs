using System.Collections.Concurrent;
using System.Net.WebSockets;
using Confab.Auth;
using Confab.Store;

namespace Confab.Live;

/// <summary>
/// The open sockets of this node. Twice a second it looks whether their callers still stand, each caller once however many sockets he has, and
/// closes those who do not, and those who follow what nobody has where that was turned off; when the server stops, it closes all.
/// </summary>
internal sealed partial class LiveSockets(Db db, LiveReader reader, Subscriptions subscriptions, RateLimiter limiter, StandingCallers standing, TimeProvider clock, ILogger<LiveSockets> log) : BackgroundService
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
        var socket = new LiveSocket(accepted, end, call.Caller, RateLimiter.Address(call.Http), db, reader, subscriptions, limiter, clock, log);
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
            await CheckPickUpAsync([.. open.Keys.Where(socket => socket.WaitsForNobodys)]);
        }
        catch (Exception e)
        {
            LogTrouble(e.Message);
        }
    }

    private async Task CheckPickUpAsync(List<LiveSocket> waiting)
    {
        if (waiting.Count == 0)
            return;
        var off = await db.ReadAsync(async sql =>
        {
            var asked = waiting.Select(socket => socket.Caller.CustomerId).Distinct().Select(id => (Id: id, IsOn: LiveSocket.AskPickUp(sql, id))).ToList();
            var off = new HashSet<Guid>();
            foreach (var (id, isOn) in asked)
                if (!await isOn)
                    off.Add(id);
            return off;
        });
        foreach (var socket in waiting)
            if (off.Contains(socket.Caller.CustomerId))
                socket.End(WebSocketCloseStatus.PolicyViolation, LiveSocket.NoPickUp.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the callers of live sockets cannot be looked up: {Reason}")]
    private partial void LogTrouble(string reason);
}
