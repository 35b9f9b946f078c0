using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Confab.Load;

/// <summary>A server that runs as a process of its own and ends with this program.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Running = new();
    private readonly Process process;
    private readonly IReadOnlyList<string> args;
    private readonly ConcurrentQueue<string> lines = new();

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var left in Running.Values)
            left.Kill();
    };

    private ServerProcess(string program, IPEndPoint address, IReadOnlyList<string> args)
    {
        (Address, this.args) = (address, args);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args.Append("--urls").Append($"http://{address}"))
            start.ArgumentList.Add(arg);
        process = Process.Start(start)!;
        Running[process.Id] = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>How long it took from the start of the process to the first 200 of <c>/health/ready</c>.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string program, params string[] args) => StartAsync(program, FreeAddress(), args);

    private static async Task<ServerProcess> StartAsync(string program, IPEndPoint address, IReadOnlyList<string> args)
    {
        var begin = Stopwatch.GetTimestamp();
        var server = new ServerProcess(program, address, args);
        while (!await server.IsReadyAsync())
        {
            if (server.process.HasExited || Stopwatch.GetElapsedTime(begin) > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException($"{program} did not start:\n{string.Join('\n', server.lines)}");
            await Task.Delay(5);
        }
        server.StartTime = Stopwatch.GetElapsedTime(begin);
        return server;
    }

    /// <summary>Kills it, and starts it again at the same address.</summary>
    public async Task<ServerProcess> KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        Running.TryRemove(process.Id, out _);
        var again = await StartAsync(process.StartInfo.FileName, Address, args);
        process.Dispose();
        return again;
    }

    /// <summary>Fails with its last words when it has ended by itself.</summary>
    public void RequireAlive()
    {
        if (process.HasExited)
            throw new InvalidOperationException($"{process.StartInfo.FileName} has ended with {process.ExitCode}:\n{string.Join('\n', lines)}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using (var stop = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await stop.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        Running.TryRemove(process.Id, out _);
        process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var client = await Client.OpenAsync(Address);
            return await client.CallAsync(Encoding.ASCII.GetBytes("GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) == 200;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lines.Enqueue(line ?? "");
        while (lines.Count > 50)
            lines.TryDequeue(out _);
    }

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
