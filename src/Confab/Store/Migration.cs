using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Store;

/// <summary>One numbered SQL file of <c>Store/Migrations</c>, never edited once it is applied anywhere.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Text">What it runs.</param>
internal sealed record Migration(int Number, string Name, string Text)
{
    private const string NeedsLine = "-- needs ";

    /// <summary>
    /// How many migrations a program must know to run on a database that has this one. A first line <c>-- needs N</c> says so of one that
    /// only adds what older programs do not notice; any other needs itself.
    /// </summary>
    public int Needs { get; } = !Text.StartsWith(NeedsLine, StringComparison.Ordinal) ? Number
        : int.Parse(Text.AsSpan(NeedsLine.Length, Text.IndexOf('\n', StringComparison.Ordinal) - NeedsLine.Length), CultureInfo.InvariantCulture);

    /// <summary>SHA-256 of the text.</summary>
    public string Checksum { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>All that this program knows for a kind of database, in order.</summary>
    public static List<Migration> All(string dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(dialect + "/", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select((name, index) => Read(assembly, name, index + 1))];
    }

    private static Migration Read(Assembly assembly, string resource, int number)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(number, Path.GetFileName(resource), reader.ReadToEnd());
    }
}
