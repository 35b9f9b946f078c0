namespace Confab.Store;

/// <summary>The folder of an installation: <c>confab.db</c>, <c>keys/</c>, <c>confab.json</c>. Only its owner may look inside.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The name of <see cref="KeyFile"/>.</summary>
    public const string KeyFileName = "admin.key";

    private const string AddressFileName = "address";

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

    /// <summary>Where the server of this folder listens, for tools on this machine; empty before the first start.</summary>
    public static string Address(string path) =>
        System.IO.Path.Combine(path, AddressFileName) is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : "";

    /// <summary>Leaves word where the server listens.</summary>
    public Task SetAddressAsync(string url) => WriteOwnAsync(System.IO.Path.Combine(Path, AddressFileName), url);

    /// <summary>Leaves the access key of <see cref="KeyFile"/>.</summary>
    public Task SetKeyAsync(string key) => WriteOwnAsync(KeyFile, key);

    /// <summary>The folder as it is, without holding or making it: for tools, beside a running server.</summary>
    public static DataFolder At(string path) => new(System.IO.Path.GetFullPath(path), null);

    /// <summary>Opens the folder without holding it: for nodes of a database that is elsewhere.</summary>
    public static DataFolder Open(string path) => new(Make(path), null);

    /// <summary>Opens the folder and holds it by a lock of the operating system, which ends with the process; null when a server holds it.</summary>
    public static DataFolder? Hold(string path)
    {
        var full = Make(path);
        try
        {
            var file = new FileStream(System.IO.Path.Combine(full, "lock"), Own(FileMode.OpenOrCreate, FileShare.None));
            var folder = new DataFolder(full, file);
            MakeFolder(folder.Keys);
            new FileStream(folder.Database, Own(FileMode.OpenOrCreate, FileShare.ReadWrite)).Dispose();
            return folder;
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
        MakeFolder(full);
        return full;
    }

    private static void MakeFolder(string full)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task WriteOwnAsync(string file, string line)
    {
        await using var writer = new StreamWriter(new FileStream(file, Own(FileMode.Create, FileShare.Read)));
        await writer.WriteLineAsync(line);
    }

    private static FileStreamOptions Own(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = mode == FileMode.Create ? FileAccess.Write : FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
