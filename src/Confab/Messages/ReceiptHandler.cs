using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Looks again at receipts that came before it was known whose they are: after 1, 2, 4 … seconds, and gives up after two minutes.</summary>
internal sealed class ReceiptHandler(Receipts receipts) : IJobHandler
{
    private const string JobKind = "receipt";
    private const int MaxAttempts = 7;

    public string Kind => JobKind;

    public int Concurrency => 4;

    public int PerBucket => 4;

    public bool Probes => false;

    /// <summary>The job that looks at a receipt again, after those of the same message that came before it.</summary>
    public static NewJob JobFor(Account account, Inbound.Receipt receipt, Timestamp now) => new(JobKind, $"{account.Id:N}/{receipt.ProviderId}", JobBuckets.Of(account.CustomerId, account.Id),
        Wire.Text(new EarlyReceipt(account.CustomerId, account.Id, receipt), MessagesJson.Wire.EarlyReceipt), now + TimeSpan.FromSeconds(1));

    public Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var early = Wire.Read(job.Payload, MessagesJson.Wire.EarlyReceipt);
        return Task.FromResult<Func<Unit, Task<Next>>>(async unit => await receipts.TakeAsync(unit, early) || job.Attempt + 1 >= MaxAttempts
            ? Next.Finished : new Next.Retry(TimeSpan.FromSeconds(Math.Pow(2, job.Attempt)), "no message is known by this id yet"));
    }
}
