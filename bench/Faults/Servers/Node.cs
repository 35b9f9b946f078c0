using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Confab.Faults.Servers;

/// <summary>One server: a process of its own, which can be killed, frozen and started again.</summary>
internal sealed class Node(Place place, int number, IReadOnlyList<string> settings) : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly ConcurrentQueue<string> lines = new();
    private Process? process;
    private bool disposed;

    /// <summary>The program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "confab.dll");

    /// <summary>The port that it listens on, the same after every start.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Its data folder.</summary>
    public string Data { get; } = place.Data(number);

    /// <summary>What it wrote, over all its starts.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    private string Url => $"http://127.0.0.1:{Port}";

    /// <summary>A loopback port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it takes work.</summary>
    public async Task StartAsync()
    {
        Launch();
        var begin = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (process!.HasExited || Stopwatch.GetElapsedTime(begin) > ReadyLimit)
                throw new InvalidOperationException($"node {number} does not start: {string.Join('\n', lines.TakeLast(20))}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as an operator does.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task StopAsync()
    {
        await Command.SignalAsync("TERM", process!.Id);
        await process.WaitForExitAsync().WaitAsync(StopLimit);
    }

    /// <summary>Stands it still.</summary>
    public Task FreezeAsync() => Command.SignalAsync("STOP", process!.Id);

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => Command.SignalAsync("CONT", process!.Id);

    /// <summary>Whether it takes work.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync($"{Url}/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        disposed = true;
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit();
        }
        process?.Dispose();
    }

    private void Launch()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])[Program, "serve", "--urls", Url, "--data", Data, .. settings])
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in place.Environment)
            start.Environment[name] = value;
        process?.Dispose();
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is { Length: > 0 } && lines.Count < 5000)
            lines.Enqueue(line);
    }
}
