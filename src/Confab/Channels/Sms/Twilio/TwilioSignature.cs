using System.Security.Cryptography;
using System.Text;

namespace Confab.Channels.Sms.Twilio;

/// <summary>
/// <c>X-Twilio-Signature</c> (Twilio docs, "Security: validating requests"): Base64 of HMAC-SHA1 over the full public URL with its query
/// and every name and value, sorted by name, keyed by the auth token.
/// </summary>
internal static class TwilioSignature
{
    private const string Header = "X-Twilio-Signature";

    /// <summary>Whether a call is signed by the account's auth token.</summary>
    public static bool Fits(HookRequest request, ChannelAccount account, TwilioForm form) =>
        account.Token.Length > 0 && Secrets.SameBase64(request.Header(Header), Compute(account.Token, account.HookUrl + request.Query, form));

    /// <summary>The signature's bytes.</summary>
    public static byte[] Compute(string token, string url, TwilioForm form)
    {
        var text = form.Sorted.Aggregate(new StringBuilder(url), (signed, field) => signed.Append(field.Key).Append(field.Value)).ToString();
#pragma warning disable CA5350 // SHA-1 is what Twilio signs with.
        return HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }
}
