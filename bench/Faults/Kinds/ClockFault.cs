using Confab.Faults.Servers;

namespace Confab.Faults.Kinds;

/// <summary>The clock on the wall jumps by an hour, forth and back, while the steady one goes on: by libfaketime, which reads a file.</summary>
internal static class ClockFault
{
    private const string Offset = "clock";

    private static readonly string[] Libraries = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1"];

    /// <summary>The fault.</summary>
    public static Fault Jumps { get; } = new("clock-jumps", StrikeAsync) { PrepareAsync = PrepareAsync };

    private static async Task StrikeAsync(Scene scene)
    {
        foreach (var offset in (string[])["+3600", "+0", "-3600", "+0"])
        {
            await SetAsync(Path.Combine(Path.GetDirectoryName(scene.Installation.Nodes[0].Data)!, Offset), offset);
            await Task.Delay(scene.Options.Span(15, 4));
        }
    }

    private static async Task<string?> PrepareAsync(Place place)
    {
        if (Array.Find(Libraries, File.Exists) is not { } library)
            return "libfaketime is not installed (Debian's package faketime)";
        var file = Path.Combine(place.Folder, Offset);
        await SetAsync(file, "+0");
        foreach (var (name, value) in ((string, string)[])[("LD_PRELOAD", library), ("FAKETIME_TIMESTAMP_FILE", file), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_CACHE_DURATION", "1")])
            place.Environment[name] = value;
        return null;
    }

    /// <summary>In one step, so that nobody reads half of it.</summary>
    private static async Task SetAsync(string file, string offset)
    {
        await File.WriteAllTextAsync(file + ".new", offset + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
