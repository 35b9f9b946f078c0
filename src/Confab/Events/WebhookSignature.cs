using System.Security.Cryptography;
using System.Text;

namespace Confab.Events;

/// <summary>Signs deliveries in both ways: our own header and the three of Standard Webhooks 1.0.</summary>
internal static class WebhookSignature
{
    private const string StandardPrefix = "whsec_";

    /// <summary>Adds the signature headers; <c>webhook-id</c> and <c>webhook-timestamp</c> come with or without a secret.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="secret">The secret, empty for none.</param>
    /// <param name="eventId">The event's id, the same on every try.</param>
    /// <param name="now">When this try is made.</param>
    /// <param name="body">The raw body.</param>
    public static void Sign(HttpRequestMessage request, string secret, Guid eventId, Timestamp now, byte[] body)
    {
        var seconds = now.Micros / 1_000_000;
        request.Headers.Add("webhook-id", eventId.ToString());
        request.Headers.Add("webhook-timestamp", seconds.ToString());
        if (secret.Length == 0)
            return;
        request.Headers.Add("X-VoIPBIN-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{eventId}.{seconds}."), .. body];
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(StandardKey(secret), signed)));
    }

    /// <summary>The key of Standard Webhooks: the decoded bytes of a <c>whsec_…</c> secret, else its UTF-8 text.</summary>
    private static byte[] StandardKey(string secret)
    {
        var decoded = new byte[secret.Length];
        return secret.StartsWith(StandardPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[StandardPrefix.Length..], decoded, out var length)
            ? decoded[..length] : Encoding.UTF8.GetBytes(secret);
    }
}
