using System.Security.Cryptography;
using System.Text;

namespace Confab.Events.Webhooks;

/// <summary>Signs deliveries in both ways: our own header and the three of Standard Webhooks 1.0.</summary>
internal static class WebhookSignature
{
    private const string StandardPrefix = "whsec_";
    private const int KeyBytes = 32;

    /// <summary>The keys of a secret; null when it is empty.</summary>
    public static WebhookKeys? Keys(string secret) => secret.Length == 0 ? null : new WebhookKeys(Encoding.UTF8.GetBytes(secret), StandardKey(secret));

    /// <summary>Adds the signature headers; <c>webhook-id</c> and <c>webhook-timestamp</c> come with or without a secret.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="keys">The keys of the secrets, the newest first: our own header knows that one only.</param>
    /// <param name="eventId">The event's id, the same on every try.</param>
    /// <param name="now">When this try is made.</param>
    /// <param name="body">The raw body.</param>
    public static void Sign(HttpRequestMessage request, IReadOnlyList<WebhookKeys> keys, Guid eventId, Timestamp now, byte[] body)
    {
        var seconds = now.Micros / 1_000_000;
        request.Headers.TryAddWithoutValidation("webhook-id", eventId.ToString());
        request.Headers.TryAddWithoutValidation("webhook-timestamp", seconds.ToString());
        if (keys.Count == 0)
            return;
        request.Headers.TryAddWithoutValidation("X-VoIPBIN-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(keys[0].Plain, body)));
        var begin = Encoding.UTF8.GetBytes($"{eventId}.{seconds}.");
        request.Headers.TryAddWithoutValidation("webhook-signature", keys.Count == 1 ? Standard(keys[0], begin, body) : string.Join(' ', keys.Select(key => Standard(key, begin, body))));
    }

    /// <summary>What is wrong with a secret that somebody chose, or null.</summary>
    public static string? Check(string secret) => secret.StartsWith(StandardPrefix, StringComparison.Ordinal) && StandardKey(secret).Length == Encoding.UTF8.GetByteCount(secret)
        ? $"what follows {StandardPrefix} must be the key in Base64." : null;

    /// <summary>A new secret, of the form that Standard Webhooks has.</summary>
    public static string NewSecret() => StandardPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    private static string Standard(WebhookKeys keys, byte[] begin, byte[] body)
    {
        using var standard = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Standard);
        standard.AppendData(begin);
        standard.AppendData(body);
        return "v1," + Convert.ToBase64String(standard.GetHashAndReset());
    }

    /// <summary>The key of Standard Webhooks: the decoded bytes of a <c>whsec_…</c> secret, else its UTF-8 text.</summary>
    private static byte[] StandardKey(string secret)
    {
        var decoded = new byte[secret.Length];
        return secret.StartsWith(StandardPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[StandardPrefix.Length..], decoded, out var length) && length > 0
            ? decoded[..length] : Encoding.UTF8.GetBytes(secret);
    }
}

/// <summary>What deliveries are signed with.</summary>
/// <param name="Plain">For our own header: the secret's UTF-8 text.</param>
/// <param name="Standard">For Standard Webhooks.</param>
internal sealed record WebhookKeys(byte[] Plain, byte[] Standard);
