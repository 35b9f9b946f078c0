using Confab.Accounts;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Looks again for a message that was taken back while it was just coming in: after 10, 20 and 40 seconds, longer than any unit of work takes.</summary>
internal sealed class UnsendHandler(Unsends unsends) : IJobHandler
{
    private const string JobKind = "unsend";
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    public string Kind => JobKind;

    public int Concurrency => 2;

    public int PerBucket => 2;

    public bool Probes => false;

    /// <summary>The job that looks for it.</summary>
    public static NewJob JobFor(Account account, string providerId, Timestamp now) =>
        new(JobKind, $"unsend/{account.Id:N}/{providerId}", JobBuckets.Of(account.CustomerId, account.Id), $"{account.CustomerId:N}/{account.Id:N}/{providerId}", now + Wait);

    public Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var parts = job.Payload.Split('/', 3);
        var (customerId, accountId) = (Guid.ParseExact(parts[0], "N"), Guid.ParseExact(parts[1], "N"));
        return Task.FromResult<Func<Unit, Task<Next>>>(async unit => await unsends.TakeAsync(unit, customerId, accountId, parts[2]) || job.Attempt + 1 >= MaxAttempts
            ? Next.Finished : new Next.Retry(Wait * Math.Pow(2, job.Attempt + 1), "no message is known by this id yet"));
    }
}
