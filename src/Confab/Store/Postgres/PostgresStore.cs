using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>Registers the store on PostgreSQL.</summary>
internal static class PostgresStore
{
    /// <summary>All of it: the database, its clock, its key ring, and the waking of other nodes.</summary>
    public static void Add(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(_ => new Sources(Source(settings.Database), Source(settings.DatabaseDirect)));
        services.AddSingleton(provider => new DatabaseTime(provider.GetRequiredService<Sources>().Direct));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseTime>());
        services.AddSingleton<Db>(provider => new PostgresDb(provider.GetRequiredService<Sources>().Pooled, provider.GetRequiredService<Sources>().Direct, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Waking>(provider, provider.GetRequiredService<Sources>().Direct));
        services.AddSingleton<KeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, ring) => options.XmlRepository = ring);
    }

    /// <summary>A pool for a connection string, with what it leaves open set for many short statements.</summary>
    private static NpgsqlDataSource Source(string connection)
    {
        var builder = new NpgsqlDataSourceBuilder(connection);
        var given = new NpgsqlConnectionStringBuilder(connection);
        var own = builder.ConnectionStringBuilder;
        own.Enlist = false;
        own.NoResetOnClose = true;
        own.AutoPrepareMinUsages = 2;
        own.ApplicationName ??= "confab";
        if (!given.ContainsKey("Max Auto Prepare"))
            own.MaxAutoPrepare = 200;
        if (!given.ContainsKey("Maximum Pool Size"))
            own.MaxPoolSize = 50;
        if (!given.ContainsKey("Include Error Detail"))
            own.IncludeErrorDetail = false;
        return builder.Build();
    }

    /// <summary>The two ways to the database.</summary>
    private sealed record Sources(NpgsqlDataSource Pooled, NpgsqlDataSource Direct);
}
