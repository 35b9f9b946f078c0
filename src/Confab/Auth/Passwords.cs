using Microsoft.AspNetCore.Identity;

namespace Confab.Auth;

/// <summary>Hashes and checks passwords (PBKDF2).</summary>
internal static class Passwords
{
    private static readonly PasswordHasher<string> Hasher = new();
    private static readonly string Decoy = Hash(Secrets.Text(20));

    /// <summary>A salted hash.</summary>
    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>Whether the password fits; with no hash at all it takes as long and is false.</summary>
    public static bool Check(string? hash, string password) =>
        Hasher.VerifyHashedPassword("", hash ?? Decoy, password) != PasswordVerificationResult.Failed && hash is not null;

    /// <summary>A password from a body's field, long enough.</summary>
    public static string Read(JsonBody body, string field)
    {
        var password = body.RequiredText(field, 1024);
        return password.Length >= Secrets.MinPassword ? password
            : throw Problem.Invalid(body.Path(field), $"must be at least {Secrets.MinPassword} characters long.").AsException();
    }
}
