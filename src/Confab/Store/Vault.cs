using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace Confab.Store;

/// <summary>Encrypts what must not be readable in the database: tokens and secrets of accounts, signing keys.</summary>
internal sealed class Vault(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("confab");

    /// <summary>Encrypts a text.</summary>
    public string Seal(string text) => text.Length == 0 ? "" : protector.Protect(text);

    /// <summary>Decrypts what <see cref="Seal"/> made.</summary>
    public string Open(string text) => text.Length == 0 ? "" : protector.Unprotect(text);

    private static X509Certificate2 Load(Settings settings)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(settings.KeysCertificate, settings.KeysCertificatePassword);
        }
        catch (CryptographicException e)
        {
            throw new SettingsException([$"Confab:Keys:Certificate = \"{settings.KeysCertificate}\": cannot be opened with Confab:Keys:CertificatePassword: {e.Message}"]);
        }
    }

    /// <summary>Registers the encryption; the store says where its key ring is. A certificate encrypts that in turn.</summary>
    public static void Add(IServiceCollection services, Settings settings)
    {
        var builder = services.AddDataProtection().SetApplicationName("confab");
        if (settings.KeysCertificate.Length > 0)
            builder.ProtectKeysWithCertificate(Load(settings));
        services.AddSingleton<Vault>();
        services.AddSingleton<ServerKeys>();
    }
}
