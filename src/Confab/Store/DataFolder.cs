namespace Confab.Store;

/// <summary>
/// The folder of an installation: <c>confab.db</c>, <c>keys/</c>, <c>medias/</c>, <c>confab.json</c>. Only its owner may look inside: a server that finds it
/// open to others, as after unpacking a backup, closes it.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The name of <see cref="KeyFile"/>.</summary>
    public const string KeyFileName = "admin.key";

    private const string AddressFileName = "address";
    private const string LockFileName = "lock";
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <summary>What a server puts here, up to the first dash: <c>confab.db-wal</c>, <c>backup-….tmp</c>.</summary>
    private static readonly string[] OwnNames = ["confab.db", "confab.json", "keys", "medias", "backup", KeyFileName, AddressFileName, LockFileName];

    /// <summary>What opening a file says that another process holds: on Linux, macOS and Windows.</summary>
    private static readonly int[] HeldCodes = [11, 35, unchecked((int)0x80070020)];

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

    /// <summary>The folder of the bytes of medias.</summary>
    public string Medias => System.IO.Path.Combine(Path, "medias");

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
    /// <exception cref="SettingsException">It cannot be a data folder.</exception>
    public static DataFolder Open(string path) => Use(path, full => new DataFolder(full, null))!;

    /// <summary>Opens the folder and holds it by a lock of the operating system, which ends with the process; null when a server holds it.</summary>
    /// <exception cref="SettingsException">It cannot be a data folder.</exception>
    public static DataFolder? Hold(string path) => Use(path, full =>
    {
        var folder = new DataFolder(full, new FileStream(System.IO.Path.Combine(full, LockFileName), Own(FileMode.OpenOrCreate, FileShare.None)));
        MakeFolder(folder.Keys);
        MakeFolder(folder.Medias);
        new FileStream(folder.Database, Own(FileMode.OpenOrCreate, FileShare.ReadWrite)).Dispose();
        return folder;
    });

    /// <inheritdoc />
    public void Dispose() => held?.Dispose();

    private static DataFolder? Use(string path, Func<string, DataFolder> open)
    {
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            MakeFolder(full);
            var folder = open(full);
            Close(full);
            return folder;
        }
        catch (IOException e) when (HeldCodes.Contains(e.HResult))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"Confab:Data = \"{path}\": cannot be the data folder: {e.Message}"]);
        }
    }

    private static void MakeFolder(string full)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, OwnFolder);
    }

    /// <summary>Leaves what is ours to its owner alone, and the folder itself too where nothing else is in it.</summary>
    private static void Close(string full)
    {
        var entries = Directory.GetFileSystemEntries(full).ToLookup(entry => OwnNames.Contains(System.IO.Path.GetFileName(entry).Split('-')[0]));
        foreach (var entry in entries[true])
            SetOwn(entry);
        foreach (var key in entries[true].Where(Directory.Exists).SelectMany(Directory.GetFiles))
            SetOwn(key);
        if (!entries[false].Any())
            SetOwn(full);
    }

    private static void SetOwn(string entry)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            File.SetUnixFileMode(entry, Directory.Exists(entry) ? OwnFolder : OwnFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is somebody else's, or gone.
        }
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
            options.UnixCreateMode = OwnFile;
        return options;
    }
}
