using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Store;

/// <summary>Brings a database up to the schema of this program: numbered SQL files, applied once each, in order, never edited afterwards.</summary>
internal static class Migrator
{
    /// <summary>Applies what is missing, each file in a unit of work of its own.</summary>
    /// <param name="db">The database.</param>
    /// <exception cref="SettingsException">The database is newer than this program, or an applied file was edited.</exception>
    public static async Task ApplyAsync(Db db)
    {
        await db.WriteAsync(unit => unit.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, tm_create BIGINT NOT NULL)"));
        var files = Files(db.Dialect);
        foreach (var file in files)
            await db.WriteAsync(unit => ApplyAsync(unit, file));
        var newest = await db.ReadAsync(sql => sql.FirstAsync<int>("SELECT COALESCE(MAX(number), 0) FROM migrations"));
        if (newest > files.Count)
            throw new SettingsException(["The database was made by a newer version of this program."]);
    }

    private static async Task ApplyAsync(Unit unit, Migration file)
    {
        var applied = await unit.FirstAsync<string>("SELECT checksum FROM migrations WHERE number = @Number", file);
        if (applied is not null && applied != file.Checksum)
            throw new SettingsException([$"Migration {file.Name} was edited after it was applied to this database."]);
        if (applied is not null)
            return;
        await unit.ExecuteAsync(file.Text);
        await unit.ExecuteAsync("INSERT INTO migrations (number, name, checksum, tm_create) VALUES (@Number, @Name, @Checksum, @Now)",
            new { file.Number, file.Name, file.Checksum, unit.Now });
    }

    private static List<Migration> Files(string dialect)
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
        var text = reader.ReadToEnd();
        return new Migration(number, Path.GetFileName(resource), text, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private sealed record Migration(int Number, string Name, string Text, string Checksum);
}
