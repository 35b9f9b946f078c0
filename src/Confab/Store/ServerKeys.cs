namespace Confab.Store;

/// <summary>The keys that all nodes sign with: made at random when first asked for, kept encrypted in the database.</summary>
internal sealed class ServerKeys(Db db, Vault vault)
{
    /// <summary>The key of this name: 32 bytes.</summary>
    public async Task<byte[]> GetAsync(string name)
    {
        var text = await db.ReadAsync(sql => sql.FirstAsync<string>("SELECT value FROM server_keys WHERE name = @name", new { name }))
            ?? await db.WriteAsync(async unit =>
            {
                await unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
                    new { name, value = vault.Seal(Secrets.Text(64)) });
                return await unit.FirstAsync<string>("SELECT value FROM server_keys WHERE name = @name", new { name });
            });
        return Secrets.Hash(vault.Open(text!));
    }
}
