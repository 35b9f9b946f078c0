using System.Diagnostics;
using Confab.Faults.Checks;
using Confab.Faults.Kinds;
using Confab.Faults.Servers;

namespace Confab.Faults;

/// <summary>Tries one fault: an installation of its own, load, the fault, silence, the check.</summary>
internal static class FaultRun
{
    /// <summary>How many messages must be acknowledged before the fault, and after it.</summary>
    private const int Some = 12;

    /// <summary>Tries it; returns what was counted.</summary>
    public static async Task<Verdict> RunAsync(Fault fault, Options options, Postgres? postgres, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        using var place = new Place();
        try
        {
            if (await fault.PrepareAsync(place) is { } whyNot)
                return Told(Verdict.Skipped(fault.Name, whyNot));
            await using var scene = await Scene.StartAsync(options, place, postgres, fault.OnAllChannels);
            scene.Load.Start();
            await scene.ProgressAsync(Some);
            await fault.StrikeAsync(scene).WaitAsync(stop);
            await scene.ProgressAsync(Some);
            await scene.Load.StopAsync();
            var (waiting, status) = await Silence.WaitAsync(scene);
            var verdict = await Check.RunAsync(scene, fault.Name, waiting, status);
            return Told(verdict with { Seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Told(Verdict.Broken(fault.Name, e));
        }
        finally
        {
            await fault.CleanUpAsync(place);
        }
    }

    private static Verdict Told(Verdict verdict)
    {
        Console.WriteLine($"{DateTime.Now:HH:mm:ss}  {verdict.Line}");
        foreach (var detail in verdict.Details)
            Console.WriteLine($"          {detail}");
        return verdict;
    }
}
