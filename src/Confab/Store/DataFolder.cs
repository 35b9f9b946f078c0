namespace Confab.Store;

/// <summary>The folder of an installation: <c>confab.db</c>, <c>keys/</c>, <c>confab.json</c>. Only its owner may look inside.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The name of <see cref="KeyFile"/>.</summary>
    public const string KeyFileName = "admin.key";

    private readonly FileStream? held;

    private DataFolder(string path, FileStream? held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The database file.</summary>
    public string Database => System.IO.Path.Combine(Path, "confab.db");

    /// <summary>The key ring's folder.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>The access key that first start leaves for tools on this machine.</summary>
    public string KeyFile => System.IO.Path.Combine(Path, KeyFileName);

    /// <summary>Opens the folder without holding it: for tools beside a running server.</summary>
    public static DataFolder Open(string path) => new(Make(path), null);

    /// <summary>Opens the folder and holds it by a lock of the operating system, which ends with the process; null when a server holds it.</summary>
    public static DataFolder? Hold(string path)
    {
        var full = Make(path);
        try
        {
            var file = new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(full, file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => held?.Dispose();

    private static string Make(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return full;
    }
}
