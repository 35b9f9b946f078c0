namespace Confab.Store.Sqlite;

/// <summary>Blobs as files of the data folder, 256 folders of them: <c>medias/3f/…</c>.</summary>
internal sealed class FileBlobs(DataFolder folder) : Blobs
{
    private const string Partial = ".part";
    private const int Folders = 256;
    private const int Listed = 200;

    /// <summary>The blobs of a folder that are whole, in an order that is the same every time.</summary>
    public static IEnumerable<(BlobName Name, string File)> Of(DataFolder folder) => !Directory.Exists(folder.Medias) ? []
        : Directory.EnumerateFiles(folder.Medias, "*", SearchOption.AllDirectories).Where(file => BlobName.Parse(Path.GetFileName(file)) is not null)
            .Order(StringComparer.Ordinal).Select(file => (BlobName.Parse(Path.GetFileName(file))!.Value, file));

    /// <summary>
    /// The file is on disk before it gets its name, and the name is on disk too when this returns: what is flushed after a renaming takes the
    /// renaming along.
    /// </summary>
    public override async Task<long> WriteAsync(BlobName name, Stream content, long max, CancellationToken stop)
    {
        var (file, partial) = (FileOf(name), FileOf(name) + Partial);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            await using var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, 0, FileOptions.Asynchronous);
            var size = await ReadPartsAsync(content, max, (part, count) => stream.WriteAsync(part, 0, count, stop), stop);
            stream.Flush(flushToDisk: true);
            File.Move(partial, file);
            stream.Flush(flushToDisk: true);
            return size;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <inheritdoc />
    public override Task<Stream?> OpenAsync(BlobName name, long size)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(FileOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc />
    public override Task<bool> RemoveAsync(Unit unit, BlobName name)
    {
        foreach (var file in (string[])[FileOf(name), FileOf(name) + Partial])
            if (File.Exists(file))
                File.Delete(file);
        return Task.FromResult(true);
    }

    /// <summary>Folder by folder, in the order of names.</summary>
    public override Task<(List<BlobName> Blobs, string? Next)> ListAsync(Sql sql, string from)
    {
        var (place, last) = from.Split('/') is [{ Length: > 0 } number, var name] ? (int.Parse(number), name) : (0, "");
        var path = Path.Combine(folder.Medias, place.ToString("x2"));
        var names = !Directory.Exists(path) ? [] : Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))
            .Where(file => string.CompareOrdinal(file, last) > 0).Order(StringComparer.Ordinal).Take(Listed).ToList();
        var next = names.Count == Listed ? $"{place}/{names[^1]}" : place + 1 < Folders ? $"{place + 1}/" : null;
        return Task.FromResult((names.Select(file => BlobName.Parse(file.Replace(Partial, "", StringComparison.Ordinal))).OfType<BlobName>().ToList(), next));
    }

    /// <summary>By the last digits of its id: the first ones tell the time.</summary>
    private string FileOf(BlobName name) => Path.Combine(folder.Medias, name.Id.ToString("N")[^2..], name.ToString());
}
