using Confab.Store;

namespace Confab.Tests;

/// <summary>What an installation keeps of medias' bytes.</summary>
internal static class Stored
{
    /// <summary>Every blob that there is, whole or not.</summary>
    public static async Task<List<BlobName>> BlobsAsync(TestServer server)
    {
        var (blobs, all) = (server.Services.GetRequiredService<Blobs>(), new List<BlobName>());
        for (string? from = ""; from is not null;)
        {
            var (some, next) = await server.Db.ReadAsync(sql => blobs.ListAsync(sql, from));
            all.AddRange(some);
            from = next;
        }
        return all;
    }
}
