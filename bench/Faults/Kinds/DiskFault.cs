using Confab.Faults.Servers;

namespace Confab.Faults.Kinds;

/// <summary>The disk is full: a small one of its own, in memory, filled up with ballast and freed again.</summary>
internal static class DiskFault
{
    /// <summary>The fault.</summary>
    public static Fault Full { get; } = new("disk-full", StrikeAsync) { PrepareAsync = MountAsync, CleanUpAsync = UnmountAsync };

    private static async Task StrikeAsync(Scene scene)
    {
        var ballast = Path.Combine(scene.Installation.Nodes[0].Data, "ballast");
        for (var times = scene.Options.Count(4, 2); times > 0; times--)
        {
            await Fill(ballast);
            await Task.Delay(scene.Options.Span(8, 4));
            File.Delete(ballast);
            await Task.Delay(scene.Options.Span(3, 1.5));
        }
    }

    /// <summary>Writes until there is no room.</summary>
    private static async Task Fill(string file)
    {
        var bytes = new byte[4096];
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                await stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
        }
    }

    private static async Task<string?> MountAsync(Place place)
    {
        if (!Environment.IsPrivilegedProcess)
            return "only root may mount the small disk that it needs";
        var (code, output) = await Command.TryAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place.Data(0));
        return code == 0 ? null : $"the small disk that it needs cannot be mounted here: {output.Trim()}";
    }

    private static Task UnmountAsync(Place place) => Command.TryAsync("umount", place.Data(0));
}
