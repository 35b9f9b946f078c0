using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Confab.Channels;
using Confab.Channels.Sms.Telnyx;

namespace Confab.Tests.Channels.Sms;

/// <summary>Signs as Telnyx does, by the system's OpenSSL, with a key that a text stands for.</summary>
internal static class TelnyxSigner
{
    private const int Nid = 1087;

    /// <summary>The public key of a text's key, as an account's setting holds it.</summary>
    public static string PublicKey(string of)
    {
        var key = PrivateKey(of);
        var (bytes, length) = (new byte[32], (nuint)32);
        Require(EVP_PKEY_get_raw_public_key(key, bytes, ref length));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>The headers of a call.</summary>
    public static Dictionary<string, string> Headers(byte[] body, string of, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] message = [.. Encoding.ASCII.GetBytes(time + "|"), .. body];
        var (context, signature, length) = (EVP_MD_CTX_new(), new byte[64], (nuint)64);
        Require(EVP_DigestSignInit(context, 0, 0, 0, PrivateKey(of)));
        Require(EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length));
        return new() { [TelnyxSignature.TimeHeader] = time, [TelnyxSignature.Header] = Convert.ToBase64String(signature) };
    }

    public static HookRequest Sign(byte[] body, string of, DateTimeOffset at) => new("POST", "", Headers(body, of, at), body);

    private static void Require(int result)
    {
        if (result != 1)
            throw new InvalidOperationException("OpenSSL cannot sign");
    }

    private static nint PrivateKey(string of) => EVP_PKEY_new_raw_private_key(Nid, 0, SHA256.HashData(Encoding.UTF8.GetBytes(of)), 32);

#pragma warning disable SYSLIB1054 // Arrays and sizes only: nothing to be generated.
    [DllImport("libcrypto.so.3")]
    private static extern nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte[] key, nuint length);

    [DllImport("libcrypto.so.3")]
    private static extern int EVP_PKEY_get_raw_public_key(nint key, byte[] bytes, ref nuint length);

    [DllImport("libcrypto.so.3")]
    private static extern nint EVP_MD_CTX_new();

    [DllImport("libcrypto.so.3")]
    private static extern int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport("libcrypto.so.3")]
    private static extern int EVP_DigestSign(nint context, byte[] signature, ref nuint signatureLength, byte[] message, nuint length);
#pragma warning restore SYSLIB1054
}
