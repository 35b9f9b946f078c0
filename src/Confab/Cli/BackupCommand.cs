using System.CommandLine;
using System.IO.Compression;
using Confab.Store;
using Confab.Store.Sqlite;

namespace Confab.Cli;

/// <summary><c>confab backup</c>: the whole installation in one zip file, taken while the server runs. Unpacked into an empty folder, it is one again.</summary>
internal static class BackupCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "The zip file to write; it must not be there yet." };
        var backup = new Command("backup", "Write a backup of the database, its keys and the medias, while the server runs.") { file };
        var options = new ServerOptions(backup);
        backup.SetAction((parsed, _) => RunAsync(options.Read(parsed), parsed.GetRequiredValue(file)));
        return backup;
    }

    private static async Task<int> RunAsync(IConfiguration configuration, string file)
    {
        if (File.Exists(file))
            return CommandLine.Fail($"{file} is there already.");
        await using var tool = await Tool.OpenAsync(configuration);
        var copy = Path.Combine(tool.Folder.Path, $"backup-{Ids.Random():N}.tmp");
        var partial = file + ".partial";
        try
        {
            File.Delete(partial);
            await tool.Db.BackupAsync(copy);
            Pack(tool.Folder, copy, partial);
            File.Move(partial, file);
        }
        finally
        {
            if (File.Exists(copy))
                File.Delete(copy);
            File.Delete(partial);
        }
        Console.WriteLine($"{file}   {new FileInfo(file).Length:N0} bytes. It holds the keys too: keep it as safe as the installation.");
        return 0;
    }

    private static void Pack(DataFolder folder, string database, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(target, options);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        zip.CreateEntryFromFile(database, Path.GetFileName(folder.Database));
        foreach (var extra in (string[])[folder.KeyFile, Path.Combine(folder.Path, "confab.json"), .. Directory.Exists(folder.Keys) ? Directory.GetFiles(folder.Keys) : []])
            if (File.Exists(extra))
                zip.CreateEntryFromFile(extra, Path.GetRelativePath(folder.Path, extra));
        foreach (var (_, file) in FileBlobs.Of(folder))
            PackMedia(zip, file, Path.GetRelativePath(folder.Path, file));
    }

    /// <summary>As it is: pictures and films are compressed already. One that is deleted meanwhile has no place in the backup.</summary>
    private static void PackMedia(ZipArchive zip, string file, string name)
    {
        try
        {
            using var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using var entry = zip.CreateEntry(name.Replace('\\', '/'), CompressionLevel.NoCompression).Open();
            bytes.CopyTo(entry);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
        }
    }
}
