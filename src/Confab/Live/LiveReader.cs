using Confab.Events;
using Confab.Store;

namespace Confab.Live;

/// <summary>
/// The one reader of events of this node: reads each once, in order, and hands it to those who follow. It runs only while somebody listens,
/// and a little longer, and wakes by what this node commits and by polling for what others do.
/// </summary>
internal sealed partial class LiveReader(Db db, EventSignal signal, Subscriptions subscriptions, TimeProvider clock, ILogger<LiveReader> log) : BackgroundService
{
    private const int MaxRead = 500;

    /// <summary>Between two reads at least: what comes meanwhile is read together.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollAlone = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim somebody = new(0);
    private readonly CancellationTokenSource stopped = new();
    private readonly List<TaskCompletionSource<long>> begun = [];
    private TaskCompletionSource<long> next = NewRound();
    private int listeners;

    /// <summary>Cancelled when the server stops serving.</summary>
    public CancellationToken Stopped => stopped.Token;

    /// <summary>Keeps the reader running until it is disposed.</summary>
    public IDisposable Listen()
    {
        if (Interlocked.Increment(ref listeners) == 1)
            somebody.Release();
        return new Listening(this);
    }

    /// <summary>The position up to which events are handed out, after a look at what is committed by now. For who listens.</summary>
    /// <exception cref="ProblemException">The database cannot be read, or the server stops.</exception>
    public Task<long> SettledAsync()
    {
        var round = Volatile.Read(ref next);
        signal.Raise();
        return Stopped.IsCancellationRequested ? throw Problem.Unavailable.AsException() : round.Task;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        stopped.Dispose();
        somebody.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await somebody.WaitAsync(stoppingToken);
                while (somebody.Wait(0, CancellationToken.None))
                    ;
                await FollowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            await stopped.CancelAsync();
            begun.Add(Interlocked.Exchange(ref next, NewRound()));
            EndRounds(round => round.TrySetException(Problem.Unavailable.AsException()));
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        var (horizon, heard) = (new EventHorizon(db), clock.GetTimestamp());
        while (Volatile.Read(ref listeners) > 0 || clock.GetElapsedTime(heard) < Linger)
        {
            if (Volatile.Read(ref listeners) > 0)
                heard = clock.GetTimestamp();
            begun.Add(Interlocked.Exchange(ref next, NewRound()));
            var pause = AfterTrouble;
            try
            {
                pause = await ReadAsync(horizon) ? db.IsAlone ? PollAlone : Poll : Apart;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogTrouble(e.Message);
                EndRounds(round => round.TrySetException(Problem.Unavailable.AsException()));
            }
            await Task.Delay(Apart, stop);
            await signal.WaitAsync(pause, stop);
        }
        subscriptions.End();
    }

    /// <summary>Hands out what is settled; false while it is not known where to begin.</summary>
    private async Task<bool> ReadAsync(EventHorizon horizon)
    {
        var settled = await horizon.ReadAsync();
        if (settled < 0)
            return false;
        if (subscriptions.Position < 0)
            subscriptions.Begin(settled);
        while (subscriptions.Position is var position && position < settled)
        {
            var events = await db.ReadAsync(sql => FeedQueries.BetweenAsync(sql, position, settled, MaxRead));
            subscriptions.Hand(events, events.Count == MaxRead ? events[^1].Position : settled);
        }
        EndRounds(round => round.TrySetResult(settled));
        return true;
    }

    private void EndRounds(Action<TaskCompletionSource<long>> end)
    {
        begun.ForEach(end);
        begun.Clear();
    }

    private static TaskCompletionSource<long> NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "events cannot be read for those who follow them: {Reason}")]
    private partial void LogTrouble(string reason);

    private sealed class Listening(LiveReader reader) : IDisposable
    {
        private LiveReader? reader = reader;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref reader, null) is { } left)
                Interlocked.Decrement(ref left.listeners);
        }
    }
}
