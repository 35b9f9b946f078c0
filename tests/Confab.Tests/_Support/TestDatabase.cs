using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Confab.Tests;

/// <summary>
/// Which database the suite runs on: SQLite, or with <c>CONFAB_TEST_DB=postgres</c> the PostgreSQL that <c>CONFAB_TEST_POSTGRES</c> connects to,
/// where each installation has a database of its own.
/// </summary>
internal static class TestDatabase
{
    private static readonly string Server = Environment.GetEnvironmentVariable("CONFAB_TEST_POSTGRES") ?? "";

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("CONFAB_TEST_DB") == "postgres";

    /// <summary>The setting <c>Confab:Database</c> of the installation in a data folder; its database is made when it is not there.</summary>
    public static async Task<string> ForAsync(string data)
    {
        if (!IsPostgres)
            return "sqlite";
        await RunAsync($"CREATE DATABASE {Name(data)}", PostgresErrorCodes.DuplicateDatabase, PostgresErrorCodes.UniqueViolation);
        return new NpgsqlConnectionStringBuilder(Server) { Database = Name(data), MaxPoolSize = 20 }.ToString();
    }

    /// <summary>Drops it.</summary>
    public static Task DropAsync(string data) => IsPostgres ? RunAsync($"DROP DATABASE IF EXISTS {Name(data)} WITH (FORCE)") : Task.CompletedTask;

    private static string Name(string data) => "test_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(data))))[..24];

    private static async Task RunAsync(string statement, params string[] expected)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException e) when (expected.Contains(e.SqlState))
        {
        }
    }
}
