using Microsoft.AspNetCore.DataProtection;

namespace Confab.Store.Sqlite;

/// <summary>Registers the store on SQLite: one file in the data folder, and the key ring beside it.</summary>
internal static class SqliteStore
{
    /// <summary>All of it.</summary>
    public static void Add(IServiceCollection services, DataFolder folder)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Db>(provider => new SqliteDb(folder.Database, provider.GetRequiredService<TimeProvider>()));
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
    }
}
