using System.Runtime.Versioning;
using Confab.Store;

namespace Confab.Tests.Store;

/// <summary>Only its owner may look inside a data folder, however it came to be.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;
    private const UnixFileMode EverybodysFile = OwnFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode EverybodysFolder = OwnFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private static readonly string[] Files = ["confab.db", "confab.db-wal", "confab.json", "admin.key", "address", "keys/key-1.xml"];
    private readonly string path = Path.Combine(Path.GetTempPath(), $"confab-folder-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_everybody_can_read_is_its_owners_alone_once_it_is_opened(bool held)
    {
        Unpack();
        using var folder = held ? DataFolder.Hold(path) : DataFolder.Open(path);
        (File.GetUnixFileMode(path), File.GetUnixFileMode(Path.Combine(path, "keys"))).ShouldBe((OwnFolder, OwnFolder));
        foreach (var file in Files)
            File.GetUnixFileMode(Path.Combine(path, file)).ShouldBe(OwnFile, file);
    }

    [Fact]
    public void What_else_is_in_the_folder_keeps_its_mode_and_the_folder_too_then()
    {
        Unpack();
        var other = Path.Combine(path, "notes.txt");
        Write(other);
        using var folder = DataFolder.Hold(path);
        (File.GetUnixFileMode(path), File.GetUnixFileMode(other)).ShouldBe((EverybodysFolder, EverybodysFile));
        foreach (var file in Files)
            File.GetUnixFileMode(Path.Combine(path, file)).ShouldBe(OwnFile, file);
    }

    private void Unpack()
    {
        Directory.CreateDirectory(path, EverybodysFolder);
        Directory.CreateDirectory(Path.Combine(path, "keys"), EverybodysFolder);
        foreach (var file in Files)
            Write(Path.Combine(path, file));
    }

    private static void Write(string file)
    {
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, EverybodysFile);
    }
}
