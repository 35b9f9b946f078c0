using System.Diagnostics;

namespace Confab.Tests;

/// <summary>A build of the program: the one under test, or a later version, which is the same source with further migrations.</summary>
internal sealed class Binary : IDisposable
{
    private readonly string? folder;

    private Binary(string program, string? folder = null) => (Program, this.folder) = (program, folder);

    /// <summary>The one under test.</summary>
    public static Binary Current { get; } = new(Path.Combine(AppContext.BaseDirectory, "confab.dll"));

    /// <summary>Where it is.</summary>
    public string Program { get; }

    /// <summary>Builds another version beside the one under test, whose files and whose restored packages stay as they are.</summary>
    /// <param name="version">What it calls itself.</param>
    /// <param name="migrations">What it knows beyond this version, by file name.</param>
    public static async Task<Binary> BuildAsync(string version, params (string Name, string Text)[] migrations)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"confab-build-{Guid.NewGuid():N}");
        var further = Directory.CreateDirectory(Path.Combine(folder, "migrations", "Postgres")).FullName;
        foreach (var (name, text) in migrations)
            await File.WriteAllTextAsync(Path.Combine(further, name), text);
        return await BuildAsync(LayoutTests.Root(), folder, "--no-restore", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false",
            $"-p:Version={version}", $"-p:FurtherMigrations={Path.GetDirectoryName(further)}", $"-p:IntermediateOutputPath={folder}/obj/");
    }

    /// <summary>Builds a copy of the source that somebody has changed, under all the rules that the source itself is built by.</summary>
    /// <param name="change">Changes the files of <c>src/Confab</c> in the folder that it is given.</param>
    public static async Task<Binary> BuildChangedAsync(Action<string> change)
    {
        var (from, folder) = (LayoutTests.Root(), Path.Combine(Path.GetTempPath(), $"confab-build-{Guid.NewGuid():N}"));
        var kept = Directory.EnumerateFiles(Path.Combine(from, "src", "Confab"), "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(from));
        foreach (var file in kept.Select(file => Path.GetRelativePath(from, file)).Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(folder, file));
        }
        change(Path.Combine(folder, "src", "Confab"));
        return await BuildAsync(folder, folder);
    }

    private static async Task<Binary> BuildAsync(string root, string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = root };
        foreach (var arg in (string[])["build", "src/Confab/Confab.csproj", "--disable-build-servers", "-nologo", $"-p:OutDir={folder}/bin/", .. args])
            start.ArgumentList.Add(arg);
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return build.ExitCode == 0 ? new Binary(Path.Combine(folder, "bin", "confab.dll"), folder) : throw new InvalidOperationException(output);
    }

    public void Dispose()
    {
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }
}
