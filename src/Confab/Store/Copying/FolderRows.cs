using System.Xml.Linq;
using Confab.Store.Postgres;

namespace Confab.Store.Copying;

/// <summary>
/// What stands in files of the data folder on SQLite and in rows on PostgreSQL: the key ring. Whatever else will be kept in files there, as
/// media, has its place here.
/// </summary>
internal static class FolderRows
{
    /// <summary>The rows that a table gets from files.</summary>
    public static IEnumerable<object?[]> Of(DataFolder folder, CopyTable table) => table.Name switch
    {
        "server_keys" => Directory.EnumerateFiles(folder.Keys, "*.xml").Order(StringComparer.Ordinal).Select(file => Key(table, file)),
        _ => []
    };

    private static object?[] Key(CopyTable table, string file) => [.. table.Columns.Select(column => column.Name switch
    {
        "name" => KeyRing.Prefix + Path.GetFileNameWithoutExtension(file),
        "value" => KeyRing.Text(XElement.Load(file)),
        _ => throw new InvalidOperationException($"what is {table.Name}.{column.Name} of a key?")
    })];
}
