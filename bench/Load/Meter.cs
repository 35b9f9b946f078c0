using System.Diagnostics;

namespace Confab.Load;

/// <summary>Reads from <c>/proc</c> what processes have used.</summary>
internal sealed class Meter : IDisposable
{
    private const double TicksPerSecond = 100;
    private readonly IReadOnlyList<int> servers;
    private readonly int? postmaster;
    private readonly Timer timer;
    private readonly (double Server, double Database, double Client) begin;
    private long maxMemory;

    /// <param name="servers">The measured servers.</param>
    /// <param name="postmaster">The first process of PostgreSQL, where there is one on this machine.</param>
    public Meter(IReadOnlyList<int> servers, int? postmaster)
    {
        (this.servers, this.postmaster) = (servers, postmaster);
        begin = Used();
        timer = new Timer(_ => maxMemory = Math.Max(maxMemory, servers.Max(Memory)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    /// <summary>The most memory of one server that was seen, in bytes.</summary>
    public long MaxMemory => maxMemory;

    /// <summary>The seconds of processor time since the begin.</summary>
    public (double Server, double Database, double Client) Cpu => Used() is var now ? (now.Server - begin.Server, now.Database - begin.Database, now.Client - begin.Client) : default;

    /// <inheritdoc />
    public void Dispose() => timer.Dispose();

    /// <summary>The memory of a process that is really there (<c>VmRSS</c>), in bytes.</summary>
    public static long Memory(int process) => Line($"/proc/{process}/status", "VmRSS:") is { } line ? long.Parse(line[6..^2]) * 1024 : 0;

    /// <summary>The processor time of a process, in seconds.</summary>
    public static double Time(int process, bool withEnded = false) =>
        Stat(process) is { } stat ? (stat[11] + stat[12] + (withEnded ? stat[13] + stat[14] : 0)) / TicksPerSecond : 0;

    /// <summary>The parent of a process.</summary>
    public static int Parent(int process) => (int)(Stat(process)?[1] ?? 0);

    /// <summary>Waits until processes have next to nothing to do.</summary>
    public static async Task QuietAsync(IReadOnlyList<int> processes, TimeSpan limit)
    {
        var (begin, before, quiet) = (Stopwatch.GetTimestamp(), processes.Sum(process => Time(process)), 0);
        while (quiet < 2 && Stopwatch.GetElapsedTime(begin) < limit)
        {
            await Task.Delay(300);
            var now = processes.Sum(process => Time(process));
            quiet = now - before < 0.03 ? quiet + 1 : 0;
            before = now;
        }
    }

    private (double Server, double Database, double Client) Used() =>
        (servers.Sum(server => Time(server)), postmaster is { } first ? Time(first, withEnded: true) + Children(first).Sum(child => Time(child)) : 0, Environment.CpuUsage.TotalTime.TotalSeconds);

    private static IEnumerable<int> Children(int parent) =>
        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0).Where(id => id > 0 && Parent(id) == parent);

    /// <summary>The numbers of <c>/proc/…/stat</c> that follow the name; the state reads as 0. Null when the process is gone.</summary>
    private static long[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(part => long.TryParse(part, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? Line(string file, string name)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
