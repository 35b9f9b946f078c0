using System.Xml.Linq;
using Confab.Store.Postgres;
using Confab.Store.Sqlite;

namespace Confab.Store.Copying;

/// <summary>What stands in files of the data folder on SQLite and in rows on PostgreSQL: the key ring, and the bytes of medias.</summary>
internal static class FolderRows
{
    private const string Keys = "server_keys";
    private const string Parts = "media_parts";

    /// <summary>The rows that a table gets from files.</summary>
    public static IEnumerable<object?[]> Of(DataFolder folder, CopyTable table) => table.Name switch
    {
        Keys => KeyFiles(folder).Order(StringComparer.Ordinal).Select(file => Key(table, file)),
        Parts => FileBlobs.Of(folder).SelectMany(blob => PartsOf(table, blob.Name, blob.File)),
        _ => []
    };

    /// <summary>How many those are, without reading them.</summary>
    public static long Count(DataFolder folder, CopyTable table) => table.Name switch
    {
        Keys => KeyFiles(folder).LongCount(),
        Parts => FileBlobs.Of(folder).Sum(blob => (new FileInfo(blob.File).Length + Blobs.PartSize - 1) / Blobs.PartSize),
        _ => 0
    };

    private static IEnumerable<string> KeyFiles(DataFolder folder) => Directory.EnumerateFiles(folder.Keys, "*.xml");

    private static object?[] Key(CopyTable table, string file) => [.. table.Columns.Select(column => column.Name switch
    {
        "name" => KeyRing.Prefix + Path.GetFileNameWithoutExtension(file),
        "value" => KeyRing.Text(XElement.Load(file)),
        _ => throw new InvalidOperationException($"what is {table.Name}.{column.Name} of a key?")
    })];

    private static IEnumerable<object?[]> PartsOf(CopyTable table, BlobName name, string file)
    {
        using var stream = File.OpenRead(file);
        var part = new byte[Blobs.PartSize];
        for (long index = 0; stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) is > 0 and var count; index++)
        {
            var bytes = part.AsSpan(0, count).ToArray();
            yield return [.. table.Columns.Select(column => column.Name switch
            {
                "customer_id" => name.CustomerId.ToByteArray(bigEndian: true),
                "blob_id" => name.Id.ToByteArray(bigEndian: true),
                "idx" => index,
                "bytes" => (object?)bytes,
                _ => throw new InvalidOperationException($"what is {table.Name}.{column.Name} of a media?")
            })];
        }
    }
}
