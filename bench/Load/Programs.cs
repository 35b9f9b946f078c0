using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Confab.Load;

/// <summary>Builds what is measured as its users run it: published for this platform.</summary>
internal static class Programs
{
    /// <summary>Publishes a project of this checkout; returns the program.</summary>
    public static async Task<string> PublishAsync(string project, string name)
    {
        var root = Root();
        var target = Path.Combine(root, "bench", "Load", "bin", "published", name);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = root, RedirectStandardOutput = true };
        foreach (var arg in (string[])["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-p:PublishReadyToRun=true", "-o", target, "-v", "quiet", "-nologo"])
            start.ArgumentList.Add(arg);
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? Path.Combine(target, name) : throw new InvalidOperationException($"publishing {project} failed:\n{output}");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Confab.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }
}
