using System.Threading.RateLimiting;

namespace Confab.Auth;

/// <summary>
/// Where logins wait to have their password hashed, which takes a processor for a while: few are hashed at once, so that messages go on, and
/// one at a time of each address, so that no address holds up the others.
/// </summary>
internal sealed class LoginQueue(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<string> turns =
        PartitionedRateLimiter.CreateChained(AtOnce(1, address => address), AtOnce(Math.Max(1, Environment.ProcessorCount / 2), _ => ""));

    /// <summary>Whether a password fits; null when its turn did not come in time. With no hash at all it takes as long and is false.</summary>
    public async Task<bool?> CheckAsync(string address, string? hash, string password)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            using var turn = await turns.AcquireAsync(address, 1, patience.Token);
            return await Task.Run(() => Passwords.Check(hash, password));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => turns.Dispose();

    private static PartitionedRateLimiter<string> AtOnce(int count, Func<string, string> key) => PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetConcurrencyLimiter(key(address), _ => new ConcurrencyLimiterOptions { PermitLimit = count, QueueLimit = int.MaxValue }));
}
