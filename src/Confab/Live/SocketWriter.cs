using System.Net.WebSockets;

namespace Confab.Live;

/// <summary>
/// What is on its way to one client: a bounded queue, sent by whatever thread has time. Who reads too slowly is closed: the cursor of what it
/// has got lets it come back without loss.
/// </summary>
internal sealed class SocketWriter(WebSocket socket)
{
    private const int MaxFrames = 1000;
    private const int MaxBytes = 1 << 20;
    private const int FewBytes = 128 * 1024;
    private const int KeptRoom = 16;
    private const int MaxReason = 123;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Who is slow gets what is on its way to him already before he hears why there is no more.</summary>
    private static readonly TimeSpan FarewellToSlow = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> waiting = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? drained;
    private (WebSocketCloseStatus Status, string Reason)? end;
    private int bytes;
    private bool isSending;

    /// <summary>Whether the end has been decided on; nothing is sent any more but that.</summary>
    public bool IsEnding => end is not null;

    /// <summary>Ends when the client has been told of the end, or cannot be.</summary>
    public Task Ended => ended.Task;

    /// <summary>Queues a frame; where that is one too many, the client is closed instead.</summary>
    public void Send(ReadOnlyMemory<byte> frame)
    {
        lock (gate)
        {
            if (end is not null)
                return;
            if (waiting.Count == MaxFrames || (bytes + frame.Length > MaxBytes && waiting.Count > 0))
            {
                EndSlow();
                return;
            }
            waiting.Enqueue(frame);
            bytes += frame.Length;
            Start();
        }
    }

    /// <summary>Queues a frame once there is room, for what can be read as fast as the client reads.</summary>
    public async Task SendPacedAsync(ReadOnlyMemory<byte> frame)
    {
        if (bytes > FewBytes)
            await DrainAsync();
        Send(frame);
    }

    /// <summary>Waits until all is sent.</summary>
    public async Task DrainAsync()
    {
        Task all;
        lock (gate)
        {
            if (!isSending || end is not null)
                return;
            all = (drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        try
        {
            await all.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            EndSlow();
        }
    }

    /// <summary>Tells the client why it ends, instead of whatever waits to be sent.</summary>
    public void End(WebSocketCloseStatus status, string reason) => End(status, reason, Farewell);

    private void EndSlow() => End(WebSocketCloseStatus.PolicyViolation, "You read more slowly than events come: subscribe again, after your last cursor.", FarewellToSlow);

    private void End(WebSocketCloseStatus status, string reason, TimeSpan farewell)
    {
        lock (gate)
            if (end is null)
            {
                end = (status, reason.Length > MaxReason ? reason[..MaxReason] : reason);
                waiting.Clear();
                bytes = 0;
                Start();
            }
        _ = AbortLaterAsync(farewell);
    }

    /// <summary>A client that reads nothing hears nothing of the end either.</summary>
    private async Task AbortLaterAsync(TimeSpan farewell)
    {
        await Task.Delay(farewell);
        Abort();
    }

    private void Abort()
    {
        socket.Abort();
        ended.TrySetResult();
        lock (gate)
        {
            end ??= (WebSocketCloseStatus.Empty, "");
            waiting.Clear();
            drained?.TrySetResult();
        }
    }

    private void Start()
    {
        if (isSending)
            return;
        isSending = true;
        ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.SendAllAsync(), this, preferLocal: false);
    }

    private async Task SendAllAsync()
    {
        try
        {
            bool endsNow;
            while (TryNext(out var frame, out endsNow))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (!endsNow)
                return;
            await socket.CloseOutputAsync(end!.Value.Status, end.Value.Reason, CancellationToken.None);
            ended.TrySetResult();
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            Abort();
        }
    }

    /// <summary>Takes the next frame. False when the end is next, which stays the sender's for good, or when there is nothing to send.</summary>
    private bool TryNext(out ReadOnlyMemory<byte> frame, out bool endsNow)
    {
        lock (gate)
        {
            endsNow = false;
            if (waiting.TryDequeue(out frame))
            {
                bytes -= frame.Length;
                return true;
            }
            if (waiting.EnsureCapacity(0) > KeptRoom)
                waiting.TrimExcess();
            isSending = endsNow = end is not null;
            drained?.TrySetResult();
            drained = null;
            return false;
        }
    }
}
