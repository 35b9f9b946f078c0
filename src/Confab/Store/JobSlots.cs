using System.Threading.Channels;

namespace Confab.Store;

/// <summary>
/// The workers of this node: how many are free for a kind of job and for what it leans on, so that one dead receiver cannot take all.
/// </summary>
internal sealed class JobSlots : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Total, int PerBucket)> limits = [];
    private readonly Dictionary<string, int> used = [];
    private readonly Dictionary<(string Kind, string Bucket), int> usedPerBucket = [];
    private readonly HashSet<(string Kind, string Bucket)> failing = [];
    private readonly HashSet<(string Kind, string Bucket)> troubled = [];
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly Channel<bool> overflow = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Action<Job>? start;
    private bool hasWaiting;
    private bool disposed;

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
            disposed = true;
        signal.Dispose();
    }

    /// <summary>Opens the slots; until then, and after <see cref="Close"/>, none is free.</summary>
    public void Open(IEnumerable<IJobHandler> handlers, Action<Job> start)
    {
        lock (gate)
        {
            foreach (var handler in handlers)
                limits[handler.Kind] = (handler.Concurrency, handler.PerBucket);
            this.start = start;
        }
    }

    /// <summary>Gives out no more slots.</summary>
    public void Close()
    {
        lock (gate)
            limits.Clear();
        Wake();
    }

    /// <summary>Whether any slot is taken: by a job that runs, or by one whose unit of work is about to start it.</summary>
    public bool IsBusy
    {
        get
        {
            lock (gate)
                return usedPerBucket.Count > 0;
        }
    }

    /// <summary>Takes a slot if one is free and the bucket is well.</summary>
    public bool TryTake(string kind, string bucket)
    {
        lock (gate)
            return !failing.Contains((kind, bucket)) && Take(kind, bucket);
    }

    /// <summary>Takes a slot for the one job that probes a failing bucket.</summary>
    public bool TryTakeProbe(string kind, string bucket)
    {
        lock (gate)
            return Take(kind, bucket);
    }

    /// <summary>Gives a slot back.</summary>
    public void Release(string kind, string bucket)
    {
        lock (gate)
        {
            used[kind]--;
            if (--usedPerBucket[(kind, bucket)] == 0)
                usedPerBucket.Remove((kind, bucket));
            if (!hasWaiting && start is not null && limits.Count > 0)
                return;
        }
        Wake();
    }

    /// <summary>Starts a job that holds a slot and a lease.</summary>
    public void Start(Job job) => start!(job);

    /// <summary>Whether jobs of a kind still run here.</summary>
    public bool IsOpen(string kind)
    {
        lock (gate)
            return limits.ContainsKey(kind);
    }

    /// <summary>How many more jobs of a kind fit.</summary>
    public int Free(string kind)
    {
        lock (gate)
            return limits.TryGetValue(kind, out var limit) ? limit.Total - used.GetValueOrDefault(kind) : 0;
    }

    /// <summary>The buckets of a kind that have no slot left.</summary>
    public List<string> Full(string kind)
    {
        lock (gate)
            return [.. usedPerBucket.Where(entry => entry.Key.Kind == kind && entry.Value >= limits.GetValueOrDefault(kind).PerBucket).Select(entry => entry.Key.Bucket)];
    }

    /// <summary>Remembers which buckets have failed of late, and which keep failing, so that new jobs for those wait for the probe.</summary>
    public void SetFailing(string kind, IReadOnlyList<(string Bucket, bool KeepsFailing)> buckets)
    {
        lock (gate)
        {
            failing.RemoveWhere(entry => entry.Kind == kind);
            troubled.RemoveWhere(entry => entry.Kind == kind);
            foreach (var (bucket, keeps) in buckets)
            {
                troubled.Add((kind, bucket));
                if (keeps)
                    failing.Add((kind, bucket));
            }
        }
    }

    /// <summary>A job has failed in a bucket.</summary>
    public void SetTroubled(string kind, string bucket)
    {
        lock (gate)
            troubled.Add((kind, bucket));
    }

    /// <summary>Whether jobs have failed in a bucket of late, as far as is known here: at most a second late.</summary>
    public bool IsTroubled(string kind, string bucket)
    {
        lock (gate)
            return troubled.Contains((kind, bucket));
    }

    /// <summary>Remembers whether due jobs may be waiting for a slot: only then is a slot that comes free worth a look.</summary>
    public void SetWaiting(bool value)
    {
        lock (gate)
            hasWaiting = value;
    }

    /// <summary>Says that there may be work.</summary>
    public void Wake()
    {
        lock (gate)
            if (!disposed && signal.CurrentCount == 0)
                signal.Release();
    }

    /// <summary>Says that there is work for which no worker was free here: another node may have one.</summary>
    public void Overflow()
    {
        SetWaiting(true);
        Wake();
        overflow.Writer.TryWrite(true);
    }

    /// <summary>Waits until there has been too much work for this node.</summary>
    public async Task WaitForOverflowAsync(CancellationToken stop) => await overflow.Reader.ReadAsync(stop);

    /// <summary>Waits until somebody says so, at most <paramref name="time"/>.</summary>
    public Task WaitAsync(TimeSpan time, CancellationToken stop) => signal.WaitAsync(time, stop);

    private bool Take(string kind, string bucket)
    {
        if (!limits.TryGetValue(kind, out var limit) || used.GetValueOrDefault(kind) >= limit.Total || usedPerBucket.GetValueOrDefault((kind, bucket)) >= limit.PerBucket)
            return false;
        used[kind] = used.GetValueOrDefault(kind) + 1;
        usedPerBucket[(kind, bucket)] = usedPerBucket.GetValueOrDefault((kind, bucket)) + 1;
        return true;
    }
}
