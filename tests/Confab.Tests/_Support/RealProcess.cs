using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Confab.Tests;

/// <summary>The program as its users run it: a process of its own, which can be killed.</summary>
internal sealed class RealProcess : IDisposable
{
    private const int FirstPort = 15_000;
    private const int PortCount = 15_000;
    private static int ports = Random.Shared.Next(PortCount);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private RealProcess(Binary binary, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        foreach (var arg in (string[])[binary.Program, .. args])
            start.ArgumentList.Add(arg);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', lines);

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>The most memory that it has had at once, in bytes; 0 where the system does not tell.</summary>
    public long PeakMemory => MemoryOf("VmHWM");

    /// <summary>What it has now.</summary>
    public long Memory => MemoryOf("VmRSS");

    private long MemoryOf(string field) => !OperatingSystem.IsLinux() ? 0
        : File.ReadLines($"/proc/{process.Id}/status").Where(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Select(line => long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]) * 1024).Single();

    /// <summary>Starts it, on the database that the suite runs on unless another is named, and leaves it running.</summary>
    public static Task<RealProcess> StartAsync(params string[] args) => StartAsync(Binary.Current, args);

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] args) => RunAsync(Binary.Current, args);

    /// <summary>Runs a build of it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(Binary binary, params string[] args)
    {
        using var running = await StartAsync(binary, args);
        return (await running.WaitAsync(), running.Output);
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static Task<RealProcess> ServeAsync(string url, string data, params string[] settings) => ServeAsync(Binary.Current, url, data, settings);

    /// <summary>Starts a server of a build and waits until it is ready.</summary>
    public static Task<RealProcess> ServeAsync(Binary binary, string url, string data, params string[] settings) => ServeAsync(binary, url, data, null, settings);

    /// <summary>The same, with variables in its environment.</summary>
    public static async Task<RealProcess> ServeAsync(Binary binary, string url, string data, IReadOnlyDictionary<string, string>? environment, string[] settings)
    {
        var running = await StartAsync(binary, ["serve", "--urls", url, "--data", data, .. settings], environment);
        using var http = new HttpClient();
        await Poll.UntilAsync(() => running.process.HasExited ? throw new InvalidOperationException(running.Output) : http.TryGetStatusAsync(url + "/health/ready"),
            status => status == 200, 60);
        return running;
    }

    /// <summary>A loopback address that nobody listens on.</summary>
    public static string FreeUrl()
    {
        while (true)
            try
            {
                // Below the ports that the system gives to connections: a server that is killed and started again finds its own free.
                using var listener = new TcpListener(IPAddress.Loopback, FirstPort + Interlocked.Increment(ref ports) % PortCount);
                listener.Start();
                return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
            }
            catch (SocketException)
            {
            }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as an operator does; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
        return await WaitAsync();
    }

    public async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static async Task<RealProcess> StartAsync(Binary binary, string[] args, IReadOnlyDictionary<string, string>? environment = null) => new(binary, Array.IndexOf(args, "--data") is >= 0 and var at && !args.Any(arg => arg.StartsWith("--Confab:Database=", StringComparison.Ordinal))
        ? [.. args, $"--Confab:Database={await TestDatabase.ForAsync(args[at + 1])}"] : args, environment);
}
