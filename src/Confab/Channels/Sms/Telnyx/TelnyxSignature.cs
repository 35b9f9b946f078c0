using System.Globalization;
using System.Text;

namespace Confab.Channels.Sms.Telnyx;

/// <summary>
/// <c>telnyx-signature-ed25519</c> (Telnyx docs, "Webhook signing"): Base64 of an Ed25519 signature over <c>timestamp|raw body</c>. A call that
/// is older than five minutes is refused, so a recorded one is worth nothing later.
/// </summary>
internal static class TelnyxSignature
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "telnyx-signature-ed25519";

    /// <summary>The header with the time, in seconds since 1970.</summary>
    public const string TimeHeader = "telnyx-timestamp";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether a call is Telnyx's, and of now.</summary>
    public static bool Fits(HookRequest request, string publicKey, DateTimeOffset now)
    {
        if (request.Header(TimeHeader) is not { } time || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799)
            return false;
        var signature = new byte[64];
        return (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance
            && Convert.TryFromBase64String(request.Header(Header) ?? "", signature, out var length) && length == signature.Length
            && Key(publicKey) is { } key && Ed25519.Verify(key, [.. Encoding.ASCII.GetBytes(time + "|"), .. request.Body.Span], signature);
    }

    /// <summary>A public key as it stands in an account's settings, or null when it is none.</summary>
    public static byte[]? Key(string text)
    {
        var key = new byte[Ed25519.KeyLength];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == key.Length ? key : null;
    }
}
