using System.Diagnostics;

namespace Confab.Faults.Checks;

/// <summary>Waits until nothing goes out any more and no job waits.</summary>
internal static class Silence
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.5);

    /// <summary>Returns how many jobs still wait when patience ends, none if all is well, and what <c>confab status</c> says of them.</summary>
    public static async Task<(int Waiting, string Status)> WaitAsync(Scene scene)
    {
        var (begin, patience) = (Stopwatch.GetTimestamp(), scene.Options.Span(480, 90));
        while (true)
        {
            var before = scene.Traffic;
            await Task.Delay(Quiet);
            if (scene.Traffic != before && Stopwatch.GetElapsedTime(begin) < patience)
                continue;
            var (waiting, status) = await scene.Installation.StatusAsync();
            if (waiting == 0 || Stopwatch.GetElapsedTime(begin) > patience)
                return (waiting, status);
        }
    }
}
