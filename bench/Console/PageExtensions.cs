namespace Confab.ConsoleBench;

/// <summary>What is measured of a page.</summary>
internal static class PageExtensions
{
    /// <summary>Goes there; how long it took from the start of the navigation until rows, or messages, had been drawn: milliseconds.</summary>
    public static async Task<double> LoadAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        return await page.EvaluateAsync<double>("probe.usable");
    }

    /// <summary>Watches the page while something is done with it.</summary>
    public static async Task<Watched> WatchAsync(this IPage page, Func<Task> act, string? profile = null)
    {
        await using var profiler = profile is null ? null : await Profiler.StartAsync(page, profile);
        var before = await page.HeldAsync();
        await page.EvaluateAsync("probe.begin()");
        await act();
        var seen = await page.EvaluateAsync<JsonElement>("probe.end()");
        var after = await page.HeldAsync();
        return new Watched(Times(seen, "frames"), Times(seen, "long"), Times(seen, "keys"), seen.GetProperty("rows").GetInt32(), seen.GetProperty("messages").GetInt32(), before, after);
    }

    /// <summary>Turns the wheel, as fast as the page takes it.</summary>
    public static async Task WheelAsync(this IPage page, int by, int seconds, Func<Task<bool>>? isDone = null)
    {
        for (var end = Environment.TickCount64 + seconds * 1000L; Environment.TickCount64 < end && !(isDone is not null && await isDone());)
            await page.Mouse.WheelAsync(0, by);
    }

    private static async Task<Held> HeldAsync(this IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var (heap, counted) = (await session.SendAsync("Runtime.getHeapUsage"), await session.SendAsync("Memory.getDOMCounters"));
        await session.DetachAsync();
        return new Held(heap!.Value.GetProperty("usedSize").GetDouble() / 1e6, counted!.Value.GetProperty("nodes").GetInt32());
    }

    private static double[] Times(JsonElement seen, string of) => [.. seen.GetProperty(of).EnumerateArray().Select(time => time.GetDouble())];
}

/// <summary>What a page holds after its garbage has been collected.</summary>
/// <param name="Heap">Of script, in MB.</param>
/// <param name="Nodes">Of its document, and those that it still remembers.</param>
internal sealed record Held(double Heap, int Nodes);

/// <summary>What happened on a page: all times in milliseconds.</summary>
/// <param name="Frames">From one frame to the next.</param>
/// <param name="Long">Tasks of more than 50 ms.</param>
/// <param name="Keys">From a key to what it shows, of those that took 16 ms or more.</param>
/// <param name="Rows">The most rows of the inbox that the page held.</param>
/// <param name="Messages">The messages that it held at the end.</param>
/// <param name="Before">What it held at the beginning.</param>
/// <param name="After">And at the end.</param>
internal sealed record Watched(double[] Frames, double[] Long, double[] Keys, int Rows, int Messages, Held Before, Held After);
