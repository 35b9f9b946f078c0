using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Confab.Load;

/// <summary>Sends requests over many connections: as fast as they are answered, or at a rate that does not wait for answers.</summary>
/// <param name="to">The servers; connections go round them.</param>
/// <param name="connections">How many connections.</param>
internal sealed partial class Loop(IReadOnlyList<IPEndPoint> to, int connections)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static long numbers;

    /// <summary>The number that the next message gets: every message of a run has its own.</summary>
    public static long NextNumber => Interlocked.Read(ref numbers) + 1;

    /// <summary>Closed loop for a time: each connection sends its next request when the last is answered.</summary>
    public Task<Answers> ClosedAsync(Func<Requests> make, TimeSpan time)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        return RunAsync(make, time, _ => new ValueTask<long>(Stopwatch.GetTimestamp() < end ? Stopwatch.GetTimestamp() : -1), _ => Interlocked.Increment(ref numbers));
    }

    /// <summary>Closed loop for so many requests.</summary>
    public Task<Answers> ClosedAsync(Func<Requests> make, int count)
    {
        var last = Interlocked.Read(ref numbers) + count;
        return RunAsync(make, TimeSpan.FromMinutes(2), _ => new ValueTask<long>(Interlocked.Read(ref numbers) < last ? Stopwatch.GetTimestamp() : -1), _ => Interlocked.Increment(ref numbers));
    }

    /// <summary>
    /// Open loop: requests are due at even intervals, whether or not those before have been answered, and their times count from when they
    /// were due. So a server that stands still for a second is charged for every request of that second.
    /// </summary>
    /// <param name="make">Makes the requests of a connection.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="time">How long.</param>
    /// <param name="due">Told when a request is due, with its number and the time in ticks of <see cref="Stopwatch"/>, before it is sent.</param>
    public async Task<Answers> OpenAsync(Func<Requests> make, int perSecond, TimeSpan time, Action<long, long> due)
    {
        var queue = Channel.CreateUnbounded<(long Number, long Due)>();
        var current = new (long Number, long Due)[connections];
        var pace = new Thread(() => Pace(queue.Writer, perSecond, time, due)) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        pace.Start();
        return await RunAsync(make, time, async worker =>
        {
            if (!await queue.Reader.WaitToReadAsync())
                return -1;
            while (!queue.Reader.TryRead(out current[worker]))
                if (!await queue.Reader.WaitToReadAsync())
                    return -1;
            return current[worker].Due;
        }, worker => current[worker].Number);
    }

    private static void Pace(ChannelWriter<(long Number, long Due)> queue, int perSecond, TimeSpan time, Action<long, long> due)
    {
        var (begin, interval) = (Stopwatch.GetTimestamp(), Stopwatch.Frequency / (double)perSecond);
        for (var i = 0; i < time.TotalSeconds * perSecond; i++)
        {
            var at = begin + (long)(i * interval);
            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at) is { TotalMicroseconds: > 0 } wait)
                _ = Sleep((uint)Math.Min(100_000, wait.TotalMicroseconds + 1));
            var number = Interlocked.Increment(ref numbers);
            due(number, at);
            queue.TryWrite((number, at));
        }
        queue.Complete();
    }

    private async Task<Answers> RunAsync(Func<Requests> make, TimeSpan time, Func<int, ValueTask<long>> begin, Func<int, long> number)
    {
        var clients = new Client[connections];
        for (var i = 0; i < connections; i++)
            clients[i] = await Client.OpenAsync(to[i % to.Count]);
        // Whatever hangs is cut off: no measurement waits for ever.
        using var end = new Timer(_ => Array.ForEach(clients, client => client.Dispose()), null, time + Patience, Timeout.InfiniteTimeSpan);
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(clients.Select((client, worker) => Task.Run(() => WorkAsync(client, make(), worker, begin, number))));
        var all = new Answers { Elapsed = Stopwatch.GetElapsedTime(started), Begin = started };
        foreach (var some in answers)
            all.Add(some);
        return all;
    }

    private static async Task<Answers> WorkAsync(Client client, Requests requests, int worker, Func<int, ValueTask<long>> begin, Func<int, long> number)
    {
        using var owned = client;
        var answers = new Answers();
        try
        {
            while (await begin(worker) is >= 0 and var started)
            {
                var status = await client.CallAsync(requests.Next(number(worker)));
                if (status == 200)
                    answers.Times.Record(Stopwatch.GetElapsedTime(started));
                else
                    answers.Errors++;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            answers.Errors++;
        }
        return answers;
    }

    /// <summary>Sleeps exactly enough; the framework's own sleep knows milliseconds only.</summary>
    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint micros);
}

/// <summary>What became of the requests of a loop.</summary>
internal sealed class Answers
{
    /// <summary>The times of those that were answered 200.</summary>
    public Histogram Times { get; } = new();

    /// <summary>How many were answered otherwise or not at all.</summary>
    public long Errors { get; set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>When it began, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Begin { get; init; }

    /// <summary>Answers per second.</summary>
    public double Rate => Times.Count / Elapsed.TotalSeconds;

    /// <summary>Adds those of another connection.</summary>
    public void Add(Answers other)
    {
        Times.Add(other.Times);
        Errors += other.Errors;
    }
}
