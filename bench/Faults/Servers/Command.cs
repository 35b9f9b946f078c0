using System.Diagnostics;

namespace Confab.Faults.Servers;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Its exit code and all that it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} took longer than {Limit.TotalSeconds:0} s");
        }
    }

    /// <summary>What it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, params string[] args)
    {
        var (code, output) = await TryAsync(program, args);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {code}: {output}");
    }

    /// <summary>Sends a signal to processes; those that have ended by now do not matter.</summary>
    public static Task SignalAsync(string signal, params int[] processes) =>
        TryAsync("kill", [$"-{signal}", .. processes.Select(process => process.ToString())]);
}
