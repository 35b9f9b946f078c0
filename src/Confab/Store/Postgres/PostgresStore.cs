using System.Data.Common;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>Registers the store on PostgreSQL.</summary>
internal static class PostgresStore
{
    /// <summary>Connections past a pooler: one listens, one wakes, one asks for the time, one holds the lock of migrations.</summary>
    private const int Direct = 5;

    /// <summary>All of it: the database, its clock, its key ring, and the waking of other nodes.</summary>
    public static void Add(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(_ => new Sources(Source(settings.Database), Source(settings.DatabaseDirect, Direct)));
        services.AddSingleton(provider => new DatabaseTime(provider.GetRequiredService<Sources>().Direct));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseTime>());
        services.AddSingleton<Db>(provider => new PostgresDb(provider.GetRequiredService<Sources>().Pooled, provider.GetRequiredService<Sources>().Direct, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Blobs, TableBlobs>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Waking>(provider, provider.GetRequiredService<Sources>().Direct));
        services.AddSingleton<KeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, ring) => options.XmlRepository = ring);
    }

    /// <summary>A pool for a connection string, with what it leaves open set for many short statements.</summary>
    private static NpgsqlDataSource Source(string connection, int? size = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connection);
        var given = new DbConnectionStringBuilder { ConnectionString = connection };
        var own = builder.ConnectionStringBuilder;
        own.Enlist = false;
        own.NoResetOnClose = true;
        own.AutoPrepareMinUsages = 2;
        own.ApplicationName ??= "confab";
        if (!Has(given, "Max Auto Prepare"))
            own.MaxAutoPrepare = 200;
        if (size is not null || !Has(given, "Maximum Pool Size"))
            own.MaxPoolSize = size ?? 50;
        if (!Has(given, "Include Error Detail"))
            own.IncludeErrorDetail = false;
        builder.UsePhysicalConnectionInitializer(connection => Prefer(connection), connection => PreferAsync(connection));
        return builder.Build();
    }

    /// <summary>Whether an operator has set it, with blanks or without. Npgsql's own builder says yes to every keyword that it knows.</summary>
    private static bool Has(DbConnectionStringBuilder given, string keyword) =>
        given.ContainsKey(keyword) || given.ContainsKey(keyword.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>
    /// Every query of ours has its index. A statement that is planned while its table is small would read the whole of it, and be kept so while
    /// the table grows, until the next ANALYZE.
    /// </summary>
    private const string Indexes = "SET enable_seqscan = off; SET jit = off";

    private static void Prefer(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Indexes, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PreferAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Indexes, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The two ways to the database.</summary>
    private sealed record Sources(NpgsqlDataSource Pooled, NpgsqlDataSource Direct);
}
