using System.Globalization;
using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Asks an account's provider now and then what its hooks may have lost. What is known already changes nothing: it has the same keys. Each
/// account has a job of its own, which looks back to the begin of the last look that found all, and a little further.
/// </summary>
internal sealed class PollHandler(AccountBook accounts, ChannelList channels, Inbox inbox, Settings settings, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "poll";

    /// <summary>So many pages at a time, whose messages come in in the order in which they were written; after a breath it goes on with the next.</summary>
    private const int MaxPages = 20;

    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FirstBack = TimeSpan.FromDays(3);

    /// <summary>No look goes back to what has been forgotten: it would be taken for new.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    public string Kind => JobKind;

    public int Concurrency => 32;

    public int PerBucket => 1;

    public bool Probes => false;

    /// <summary>The lane of an account.</summary>
    public static string LaneOf(Account account) => account.Id.ToString("N");

    /// <summary>The job that looks at an account from now on; what came in the last days, since the account was made, is looked at first.</summary>
    public static NewJob JobFor(Account account, Timestamp now) => new(JobKind, LaneOf(account), JobBuckets.Of(account.CustomerId, account.Id),
        Look.From(account.TmCreate > now + -FirstBack ? account.TmCreate : now + -FirstBack));

    /// <inheritdoc />
    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        if (settings.PollEvery == TimeSpan.Zero || !Guid.TryParseExact(job.Lane, "N", out var id) || await accounts.RecallAsync(id, anew: true) is not { } account)
            return _ => Task.FromResult(Next.Finished);
        var opened = accounts.Open(account);
        if (channels.Of(opened) is not IPolled polled)
            return _ => Task.FromResult(Next.Finished);
        var now = clock.Now();
        var look = Look.Parse(job.Payload, now);
        var oldest = now + -(settings.KeepReceived - Margin);
        var since = (look.Since < oldest ? oldest : look.Since) + -Overlap;
        var (found, isWhole) = (new List<Inbound>(), true);
        PolledPage? page = null;
        for (var pages = 0; pages < MaxPages && (pages == 0 || page is { Next.Length: > 0 }); pages++)
        {
            page = await polled.PollAsync(page?.Next ?? look.Page, since.ToDateTimeOffset(), opened, stop);
            found.AddRange(page?.Items ?? []);
            isWhole &= page is { IsWhole: true };
        }
        found.Reverse();
        foreach (var item in found)
            isWhole &= await inbox.ReceiveAsync(account, channels.Of(opened), [item]);
        look = look with { Until = isWhole ? look.Until : look.Since, Page = page?.Next ?? "" };
        return look.Page.Length > 0 ? Again(Breath, look.ToString()) : Again(settings.PollEvery, Look.From(look.Until));
    }

    private static Func<Unit, Task<Next>> Again(TimeSpan wait, string payload) => unit => Task.FromResult<Next>(new Next.Wait(unit.Now + wait, payload));

    /// <summary>How far a look has come, as its job keeps it.</summary>
    /// <param name="Since">What happened before is known.</param>
    /// <param name="Until">The same once the look has ended: its begin; where something could not be read or taken, it has not moved.</param>
    /// <param name="Page">The page that comes next; empty for the first.</param>
    private sealed record Look(Timestamp Since, Timestamp Until, string Page)
    {
        /// <summary>One that has yet to begin.</summary>
        public static string From(Timestamp since) => since.Micros.ToString(CultureInfo.InvariantCulture);

        public static Look Parse(string payload, Timestamp now) => payload.Split(' ', 3) is [var since, var until, var page]
            ? new Look(Time(since), Time(until), page) : new Look(Time(payload), now, "");

        public override string ToString() => $"{From(Since)} {From(Until)} {Page}";

        private static Timestamp Time(string micros) => new(long.Parse(micros, CultureInfo.InvariantCulture));
    }
}
