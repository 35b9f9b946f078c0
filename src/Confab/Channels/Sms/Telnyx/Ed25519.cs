using System.Runtime.InteropServices;

namespace Confab.Channels.Sms.Telnyx;

/// <summary>Ed25519 signatures (RFC 8032) by the system's OpenSSL, as the framework has none.</summary>
internal static class Ed25519
{
    /// <summary>The length of a public key.</summary>
    public const int KeyLength = 32;

    private const int SignatureLength = 64;
    private const int Nid = 1087;
    private const string Library = "confab-libcrypto";
    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so", "libcrypto.3.dylib", "libcrypto.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll"];
    private static readonly nint Handle = Find();

    static Ed25519() => NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, (name, _, _) => name == Library ? Handle : 0);

    /// <summary>Whether signatures can be checked here.</summary>
    public static bool IsAvailable => Handle != 0;

    /// <summary>Whether a signature over a message is by the owner of a public key. What is no key or no signature is not.</summary>
    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature)
    {
        if (!IsAvailable || publicKey.Length != KeyLength || signature.Length != SignatureLength)
            return false;
        var owner = EVP_PKEY_new_raw_public_key(Nid, 0, publicKey, (nuint)publicKey.Length);
        var context = EVP_MD_CTX_new();
        try
        {
            return owner != 0 && context != 0 && EVP_DigestVerifyInit(context, 0, 0, 0, owner) == 1
                && EVP_DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        }
        finally
        {
            EVP_MD_CTX_free(context);
            EVP_PKEY_free(owner);
        }
    }

    private static nint Find()
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, out var handle) && NativeLibrary.TryGetExport(handle, "EVP_DigestVerify", out _))
                return handle;
        return 0;
    }

    [DllImport(Library)]
    private static extern nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library)]
    private static extern nint EVP_MD_CTX_new();

    [DllImport(Library)]
    private static extern int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Library)]
    private static extern int EVP_DigestVerify(nint context, byte[] signature, nuint signatureLength, byte[] message, nuint messageLength);

    [DllImport(Library)]
    private static extern void EVP_MD_CTX_free(nint context);

    [DllImport(Library)]
    private static extern void EVP_PKEY_free(nint key);
}
