using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Basics;

/// <summary>Random secrets, and the comparison that tells nothing by its duration.</summary>
public static class Secrets
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The shortest password that is taken.</summary>
    public const int MinPassword = 8;

    /// <summary>Random letters and digits.</summary>
    public static string Text(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>SHA-256 of a text's UTF-8 bytes.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether two texts are equal, in a time that depends on their lengths only.</summary>
    public static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    /// <summary>Whether Base64 text <paramref name="given"/> stands for exactly these bytes, in constant time.</summary>
    public static bool SameBase64(string? given, ReadOnlySpan<byte> expected)
    {
        Span<byte> bytes = stackalloc byte[128];
        return given is { Length: <= 128 } && Convert.TryFromBase64String(given, bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(bytes[..length], expected);
    }

    /// <summary>Whether hexadecimal text <paramref name="given"/> stands for exactly these bytes, in constant time.</summary>
    public static bool SameHex(string given, ReadOnlySpan<byte> expected)
    {
        Span<byte> bytes = stackalloc byte[64];
        return given.Length == 2 * expected.Length && given.Length <= 2 * bytes.Length && Convert.FromHexString(given, bytes, out _, out var length) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(bytes[..length], expected);
    }
}
