using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Confab.Store.Postgres;

/// <summary>The key ring in the database, where all nodes find it. It protects a dump only together with a certificate.</summary>
internal sealed class KeyRing(Db db) : IXmlRepository
{
    /// <summary>What the names of its rows in <c>server_keys</c> begin with.</summary>
    public const string Prefix = "key_ring/";

    /// <inheritdoc />
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(async () => (await db.ReadAsync(sql =>
        sql.QueryAsync<string>("SELECT value FROM server_keys WHERE name LIKE @like ORDER BY name", new { like = Prefix + "%" }))).ConvertAll(XElement.Parse)).GetAwaiter().GetResult();

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => db.WriteAsync(unit =>
        unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
            new { name = Prefix + friendlyName, value = Text(element) }))).GetAwaiter().GetResult();

    /// <summary>A key as it stands in its row.</summary>
    public static string Text(XElement element) => element.ToString(SaveOptions.DisableFormatting);
}
