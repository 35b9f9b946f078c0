using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Confab.Channels.Sms.Twilio;

/// <summary>
/// <c>X-Twilio-Signature</c> (Twilio docs, "Security: validating requests"): Base64 of HMAC-SHA1 over the full public URL with its query
/// and every name and value, sorted by name, keyed by the auth token.
/// </summary>
internal static partial class TwilioSignature
{
    private const string Header = "X-Twilio-Signature";

    /// <summary>
    /// Whether a call is signed by the account's auth token, and its text can only be about one message: a query is not hidden in a name, and
    /// nobody has written the SID of another message into what he says. Of a person who did so by chance the poll knows.
    /// </summary>
    public static bool Fits(HookRequest request, ChannelAccount account, TwilioForm form)
    {
        var fields = Text(form);
        return account.Token.Length > 0 && Secrets.SameBase64(request.Header(Header), Compute(account.Token, account.HookUrl + request.Query + fields))
            && !fields.StartsWith('?') && Sids().Matches(fields).Select(match => match.Groups[1].Value).Distinct().Count() <= 1;
    }

    /// <summary>The signature's bytes.</summary>
    public static byte[] Compute(string token, string url, TwilioForm form) => Compute(token, url + Text(form));

    private static string Text(TwilioForm form) =>
        form.Sorted.Aggregate(new StringBuilder(), (signed, field) => signed.Append(field.Key).Append(field.Value)).ToString();

    private static byte[] Compute(string token, string text)
    {
#pragma warning disable CA5350 // SHA-1 is what Twilio signs with.
        return HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    [GeneratedRegex("MessageSid((SM|MM)[0-9a-f]{32})")]
    private static partial Regex Sids();
}
