using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Channels.Email.Mailgun;

/// <summary>
/// The signature inside a call (user manual, "Securing Webhooks"): hex HMAC-SHA256 over timestamp and token, keyed by the webhook signing key.
/// It does not cover what the call says, so a token counts once (<see cref="Inbound.Call"/>). Mailgun repeats a call for eight hours and does
/// not say that it signs it anew, so a timestamp may be that old.
/// </summary>
internal sealed record MailgunSignature(string Timestamp, string Token, string Signature)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(12);

    /// <summary>What tells this signature from all others.</summary>
    public string Key => $"token:{Convert.ToHexStringLower(Secrets.Hash($"{Timestamp}/{Token}"))}";

    /// <summary>Whether it was made with the account's key, and not long ago.</summary>
    public bool Fits(string signingKey, DateTimeOffset now) => signingKey.Length > 0 && Token.Length > 0
        && long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= MaxAge.TotalSeconds
        && Secrets.SameHex(Signature, HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.UTF8.GetBytes(Timestamp + Token)));
}
