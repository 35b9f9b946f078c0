using Npgsql;

namespace Confab.Basics;

/// <summary>A PostgreSQL connection string.</summary>
internal static class PostgresAddress
{
    /// <summary>Reads one that names a host; null when it is none, or has a keyword or a value that Npgsql does not know.</summary>
    public static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 } connection ? connection : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return null;
        }
    }
}
