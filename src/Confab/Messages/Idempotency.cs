using System.Security.Cryptography;
using System.Text;
using Confab.Auth;
using Confab.Store;

namespace Confab.Messages;

/// <summary>The header <c>Idempotency-Key</c>: a repeat of the same request within 24 hours answers what the first one made.</summary>
internal static class Idempotency
{
    private const string Header = "Idempotency-Key";

    /// <summary>409: the key stands for something else.</summary>
    public static Problem Reused { get; } = Problem.State("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another request.");

    /// <summary>How long a key is known.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>A request's key and the fingerprint of its path and body; null when it has no key.</summary>
    public static (string Key, byte[] Fingerprint)? Of(Call call, ReadOnlyMemory<byte> body)
    {
        if (Key(call, 255) is not { } key)
            return null;
        return (key, SHA256.HashData([.. Encoding.UTF8.GetBytes(call.Http.Request.Path + "\n"), .. body.Span]));
    }

    /// <summary>A request's key; null when it has none.</summary>
    public static string? Key(Call call, int max) =>
        !call.Http.Request.Headers.TryGetValue(Header, out var values) || values.ToString() is not { Length: > 0 } key ? null
            : key.Length <= max ? key : throw Problem.Invalid(Header, $"must be at most {max} characters long.").AsException();

    /// <summary>Takes the key for this request, or answers the id of what it made before: of two at once, the second waits for the first.</summary>
    /// <exception cref="ProblemException">The key was used for another request.</exception>
    public static async Task<Guid?> TakeAsync(Unit unit, Guid customerId, (string Key, byte[] Fingerprint)? request)
    {
        if (request is not { } taken)
            return null;
        await unit.ExecuteAsync("DELETE FROM idempotency_keys WHERE customer_id = @customerId AND key = @Key AND tm_create < @old",
            new { customerId, taken.Key, old = unit.Now + -Kept });
        if (await unit.ExecuteAsync("""
            INSERT INTO idempotency_keys (customer_id, key, fingerprint, message_id, tm_create) VALUES (@customerId, @Key, @Fingerprint, @nothing, @Now) ON CONFLICT DO NOTHING
            """, new { customerId, taken.Key, taken.Fingerprint, nothing = Guid.Empty, unit.Now }) == 1)
            return null;
        var before = await unit.FirstAsync<Before>("SELECT fingerprint, message_id FROM idempotency_keys WHERE customer_id = @customerId AND key = @Key",
            new { customerId, taken.Key });
        if (before is not null && !before.Fingerprint.AsSpan().SequenceEqual(taken.Fingerprint))
            throw Reused.AsException();
        return before?.MessageId;
    }

    /// <summary>Remembers what the key made.</summary>
    public static Task KeepAsync(Unit unit, Guid customerId, (string Key, byte[] Fingerprint)? request, Guid id) => request is not { } taken ? Task.CompletedTask
        : unit.ExecuteAsync("UPDATE idempotency_keys SET message_id = @id WHERE customer_id = @customerId AND key = @Key", new { customerId, taken.Key, id });

    /// <summary>Says in the answer that it is a repeat.</summary>
    public static void MarkReplayed(Call call) => call.Http.Response.Headers["Idempotent-Replayed"] = "true";

    private sealed class Before
    {
        public byte[] Fingerprint { get; init; } = [];

        public Guid MessageId { get; init; }
    }
}
