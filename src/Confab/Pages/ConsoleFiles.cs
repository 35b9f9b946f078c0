using System.Reflection;

namespace Confab.Pages;

/// <summary>The console's files, as the build put them into the program; none where it was built without Node.js.</summary>
/// <param name="prefix">How the names of its resources begin.</param>
internal sealed class ConsoleFiles(string prefix = "console/")
{
    private static readonly Assembly Program = Assembly.GetExecutingAssembly();

    /// <summary>The page, with <see cref="ConsolePage.Nonce"/> where a nonce goes; null where there is no console.</summary>
    public string? Page { get; } = ReadPage(prefix);

    /// <summary>An asset, packed with gzip; null where there is none of this name.</summary>
    public Stream? Open(string name) => Program.GetManifestResourceStream($"{prefix}assets/{name}.gz");

    private static string? ReadPage(string prefix)
    {
        using var stream = Program.GetManifestResourceStream(prefix + "index.html");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
