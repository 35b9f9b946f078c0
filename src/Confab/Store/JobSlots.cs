using System.Threading.Channels;

namespace Confab.Store;

/// <summary>
/// The workers of this node, shared out so that nobody takes them all: who holds many must leave as many free. A customer gets another
/// worker only while it holds less than twice as many as are free, and each of its buckets only while it holds fewer than an eighth of
/// what the customer could still get. So what is slow keeps some for itself, and there is nearly always one for a newcomer.
/// </summary>
internal sealed class JobSlots : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Workers> kinds = [];
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly Channel<bool> overflow = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Action<Job>? start;
    private bool hasWaiting;
    private bool isOpen;
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
                kinds[handler.Kind] = new Workers(handler.Concurrency, handler.PerBucket);
            this.start = start;
            isOpen = true;
        }
    }

    /// <summary>Gives out no more slots.</summary>
    public void Close()
    {
        lock (gate)
            isOpen = false;
        Wake();
    }

    /// <summary>Whether any slot is taken: by a job that runs, or by one whose unit of work is about to start it.</summary>
    public bool IsBusy
    {
        get
        {
            lock (gate)
                return kinds.Values.Any(workers => workers.Used > 0);
        }
    }

    /// <summary>Takes a slot if one is free for the bucket and the bucket is well.</summary>
    public bool TryTake(string kind, string bucket)
    {
        lock (gate)
            return isOpen && kinds.TryGetValue(kind, out var workers) && !workers.Failing.Contains(bucket) && workers.TryTake(bucket);
    }

    /// <summary>Takes a slot for the one job that probes a failing bucket.</summary>
    public bool TryTakeProbe(string kind, string bucket)
    {
        lock (gate)
            return isOpen && kinds.TryGetValue(kind, out var workers) && workers.TryTake(bucket);
    }

    /// <summary>Gives a slot back.</summary>
    public void Release(string kind, string bucket)
    {
        lock (gate)
        {
            kinds[kind].Release(bucket);
            if (!hasWaiting && isOpen)
                return;
        }
        Wake();
    }

    /// <summary>Starts a job that holds a slot and a lease.</summary>
    public void Start(Job job) => start!(job);

    /// <summary>Whether a lane may go on with the slot that it holds: while somebody waits for one, only where its bucket holds no more than its share.</summary>
    public bool MayGoOn(string kind, string bucket)
    {
        lock (gate)
            return isOpen && kinds.TryGetValue(kind, out var workers) && (!hasWaiting || workers.IsWithinShare(bucket));
    }

    /// <summary>How many more jobs of a kind fit.</summary>
    public int Free(string kind)
    {
        lock (gate)
            return isOpen && kinds.TryGetValue(kind, out var workers) ? workers.Free : 0;
    }

    /// <summary>The buckets of a kind that get no slot now, and the customers none of whose buckets does.</summary>
    public (List<string> Buckets, List<string> Groups) Full(string kind)
    {
        lock (gate)
            return kinds.TryGetValue(kind, out var workers) ? workers.Full() : ([], []);
    }

    /// <summary>Remembers which buckets have failed of late, and which keep failing, so that new jobs for those wait for the probe.</summary>
    public void SetFailing(string kind, IReadOnlyList<(string Bucket, bool KeepsFailing)> buckets)
    {
        lock (gate)
        {
            if (!kinds.TryGetValue(kind, out var workers))
                return;
            workers.Failing = [.. buckets.Where(entry => entry.KeepsFailing).Select(entry => entry.Bucket)];
            workers.Troubled = [.. buckets.Select(entry => entry.Bucket)];
        }
    }

    /// <summary>A job has failed in a bucket.</summary>
    public void SetTroubled(string kind, string bucket)
    {
        lock (gate)
            kinds[kind].Troubled.Add(bucket);
    }

    /// <summary>Whether jobs have failed in a bucket of late, as far as is known here: at most a second late.</summary>
    public bool IsTroubled(string kind, string bucket)
    {
        lock (gate)
            return kinds[kind].Troubled.Contains(bucket);
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

    /// <summary>The workers of one kind of job. A bucket without a name leans on nothing, so there is nobody to be fair to.</summary>
    private sealed class Workers(int total, int perBucket)
    {
        private const int Shares = 8;

        private readonly Dictionary<string, int> byBucket = [];
        private readonly Dictionary<string, int> byGroup = [];

        public int Used { get; private set; }

        public int Free => total - Used;

        /// <summary>The buckets that have failed of late.</summary>
        public HashSet<string> Troubled { get; set; } = [];

        /// <summary>Those of them that keep failing.</summary>
        public HashSet<string> Failing { get; set; } = [];

        public bool TryTake(string bucket)
        {
            if (Free <= 0 || byBucket.GetValueOrDefault(bucket) >= Share(bucket))
                return false;
            Add(bucket, 1);
            return true;
        }

        public void Release(string bucket) => Add(bucket, -1);

        public bool IsWithinShare(string bucket) => byBucket.GetValueOrDefault(bucket) <= Share(bucket);

        public (List<string> Buckets, List<string> Groups) Full() =>
            ([.. byBucket.Where(entry => entry.Value >= Share(entry.Key)).Select(entry => entry.Key)], [.. byGroup.Where(entry => entry.Key.Length > 0 && Room(entry.Value) <= 0).Select(entry => entry.Key)]);

        /// <summary>How many a bucket may hold.</summary>
        private int Share(string bucket) => bucket.Length == 0 ? perBucket
            : Math.Min(perBucket, (Room(JobBuckets.GroupOf(bucket) is { Length: > 0 } group ? byGroup.GetValueOrDefault(group) : 0) + Shares - 1) / Shares);

        /// <summary>How many more a customer that holds so many could get.</summary>
        private int Room(int held) => 2 * Free - held;

        private void Add(string bucket, int count)
        {
            Used += count;
            Count(byBucket, bucket, count);
            Count(byGroup, JobBuckets.GroupOf(bucket), count);
        }

        private static void Count(Dictionary<string, int> counts, string key, int count)
        {
            if ((counts[key] = counts.GetValueOrDefault(key) + count) == 0)
                counts.Remove(key);
        }
    }
}
