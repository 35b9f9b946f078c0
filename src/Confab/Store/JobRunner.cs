using System.Collections.Concurrent;

namespace Confab.Store;

/// <summary>Runs jobs on this node: claims what is due, keeps leases alive, commits outcomes, and gives leases back when it stops.</summary>
internal sealed partial class JobRunner(Db db, JobSlots slots, JobMemory memory, LaneWatch watch, IEnumerable<IJobHandler> handlers, TimeProvider clock, ILogger<JobRunner> log)
    : BackgroundService
{
    /// <summary>It looks for what is due at least so often.</summary>
    public static readonly TimeSpan MaxNap = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IJobHandler> byKind = handlers.ToDictionary(handler => handler.Kind);
    private readonly ConcurrentDictionary<long, Running> running = [];
    private readonly CancellationTokenSource halt = new();

    /// <inheritdoc />
    public override void Dispose()
    {
        halt.Dispose();
        base.Dispose();
    }

    /// <summary>Claims and renews until the server stops, then lets running jobs finish and gives back the rest.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        slots.Open(byKind.Values, job => _ = Task.Run(() => RunLaneAsync(job), CancellationToken.None));
        var claims = new JobClaims(db, slots, memory, clock, running.ContainsKey);
        var (wall, steady) = (clock.GetUtcNow(), clock.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var back = wall + clock.GetElapsedTime(steady) - clock.GetUtcNow();
                if (db.IsAlone && back > TimeSpan.FromSeconds(2))
                    await db.WriteAsync(unit => JobClaims.ClockWentBackAsync(unit, back));
                (wall, steady) = (clock.GetUtcNow(), clock.GetTimestamp());
                await RenewAsync();
                await watch.LookAsync();
                var nap = MaxNap;
                slots.SetWaiting(false);
                foreach (var kind in byKind.Keys)
                {
                    var claimed = await claims.TakeAsync(kind);
                    claimed.Jobs.ForEach(slots.Start);
                    nap = claimed.Nap < nap ? claimed.Nap : nap;
                }
                await slots.WaitAsync(nap, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogClaimFailed(e);
                await Task.WhenAny(Task.Delay(MaxNap, clock, stoppingToken));
            }
        }
        await StopRunningAsync();
    }

    private async Task RunLaneAsync(Job first)
    {
        try
        {
            for (var job = first; job is not null; job = await RunAsync(job))
                ;
        }
        catch (Exception e)
        {
            LogRunFailed(e, first.Kind);
        }
        finally
        {
            slots.Release(first.Kind, first.Bucket);
        }
    }

    /// <summary>Runs one job; returns the next of its lane if it is due and leased to us already.</summary>
    private async Task<Job?> RunAsync(Job job)
    {
        using var run = new Running(job.Lease, halt.Token) { Renewed = clock.GetTimestamp() };
        running[job.Position] = run;
        try
        {
            var settle = await byKind[job.Kind].RunAsync(job, run.Stop.Token);
            return await db.WriteAsync(async unit => await JobOutcome.ApplyAsync(unit, slots, memory, job, await settle(unit), byKind[job.Kind].Probes), byKind[job.Kind].About(job));
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(job.Kind, job.Position);
            return null;
        }
        catch (OperationCanceledException) when (run.Stop.IsCancellationRequested)
        {
            await db.WriteAsync(unit => JobOutcome.GiveBackAsync(unit, job.Position, job.Lease));
            return null;
        }
        catch (Exception e)
        {
            LogRunFailed(e, job.Kind);
            await db.WriteAsync(unit => JobOutcome.PostponeAsync(unit, job));
            return null;
        }
        finally
        {
            running.TryRemove(KeyValuePair.Create(job.Position, run));
        }
    }

    private async Task RenewAsync()
    {
        var old = running.Where(entry => clock.GetElapsedTime(entry.Value.Renewed) > RenewEvery).ToList();
        if (old.Count == 0)
            return;
        var lost = await db.WriteAsync(async unit =>
        {
            var gone = new List<Running>();
            foreach (var (position, run) in old)
                if (!await JobOutcome.RenewAsync(unit, position, run.Lease))
                    gone.Add(run);
            return gone;
        });
        old.ForEach(entry => entry.Value.Renewed = clock.GetTimestamp());
        lost.ForEach(run => run.Cancel());
    }

    private async Task StopRunningAsync()
    {
        slots.Close();
        var begin = clock.GetTimestamp();
        while (slots.IsBusy && clock.GetElapsedTime(begin) < Grace)
        {
            if (clock.GetElapsedTime(begin) > Patience)
                await halt.CancelAsync();
            await slots.WaitAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
        foreach (var (position, run) in running)
            await db.WriteAsync(unit => JobOutcome.GiveBackAsync(unit, position, run.Lease));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "claiming jobs failed")]
    private partial void LogClaimFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "a {Kind} job failed unexpectedly and will be tried again")]
    private partial void LogRunFailed(Exception e, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "lost the lease of {Kind} job {Position}")]
    private partial void LogLeaseLost(string kind, long position);

    private sealed class Running(Guid lease, CancellationToken halt) : IDisposable
    {
        private readonly Lock gate = new();
        private bool disposed;

        public Guid Lease { get; } = lease;

        public long Renewed { get; set; }

        public CancellationTokenSource Stop { get; } = CancellationTokenSource.CreateLinkedTokenSource(halt);

        public void Cancel()
        {
            lock (gate)
                if (!disposed)
                    Stop.Cancel();
        }

        public void Dispose()
        {
            lock (gate)
                disposed = true;
            Stop.Dispose();
        }
    }
}
