using Microsoft.AspNetCore.DataProtection;

namespace Confab.Store.Sqlite;

/// <summary>Registers the store on SQLite: one file in the data folder, the key ring and the bytes of medias beside it.</summary>
internal static class SqliteStore
{
    /// <summary>All of it.</summary>
    public static void Add(IServiceCollection services, DataFolder folder)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Db>(provider => new SqliteDb(folder.Database, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Blobs>(new FileBlobs(folder));
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
    }
}
