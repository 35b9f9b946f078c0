using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Asks providers now and then what their hooks may have lost. What is known already changes nothing: it has the same keys. One job in the
/// whole installation, which looks back to when it last looked, and a little further.
/// </summary>
internal sealed class PollHandler(Db db, AccountBook accounts, ChannelList channels, Inbox inbox, Jobs jobs, Settings settings, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "poll";
    private const int Rows = 100;
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaxBack = TimeSpan.FromDays(3);

    public string Kind => JobKind;

    public int Concurrency => 1;

    public int PerBucket => 1;

    public bool Probes => false;

    /// <summary>Sees to it that it is in the queue. The caller sees to it that no other node does so meanwhile.</summary>
    public async Task PlanAsync(Unit unit)
    {
        if (settings.PollEvery > TimeSpan.Zero && await unit.FirstAsync<int>("SELECT 1 FROM jobs WHERE kind = @JobKind LIMIT 1", new { JobKind }) == 0)
            jobs.Add(unit, new NewJob(JobKind, JobKind, "", "", unit.Now + settings.PollEvery));
    }

    /// <inheritdoc />
    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        if (settings.PollEvery == TimeSpan.Zero)
            return _ => Task.FromResult(Next.Finished);
        var now = clock.Now();
        var since = long.TryParse(job.Payload, out var last) ? new Timestamp(last) : now;
        since = (since < now + -MaxBack ? now + -MaxBack : since) + -Overlap;
        for (var (after, more) = (Guid.Empty, true); more;)
        {
            var rows = await db.ReadAsync(sql => AccountBook.ListAllAsync(sql, after, Rows));
            foreach (var account in rows)
                await PollAsync(account, since, stop);
            (after, more) = (rows.Count == 0 ? after : rows[^1].Id, rows.Count == Rows);
        }
        return unit => Task.FromResult<Next>(new Next.Wait(unit.Now + settings.PollEvery, $"{now.Micros}"));
    }

    private async Task PollAsync(Account account, Timestamp since, CancellationToken stop)
    {
        var opened = accounts.Open(account);
        if (channels.Of(opened) is not IPolled polled)
            return;
        foreach (var item in await polled.PollAsync(since.ToDateTimeOffset(), opened, stop))
            await inbox.ReceiveAsync(account, channels.Of(opened), [item]);
    }
}
