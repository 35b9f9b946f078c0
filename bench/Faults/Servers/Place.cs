namespace Confab.Faults.Servers;

/// <summary>Where one fault is tried: a folder of its own that goes when it is over, and what the servers find in their environment.</summary>
internal sealed class Place : IDisposable
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("confab-faults-").FullName;

    /// <summary>Variables for the servers.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The data folder of a node.</summary>
    public string Data(int node)
    {
        var path = Path.Combine(Folder, $"node{node}");
        Directory.CreateDirectory(path);
        return path;
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
