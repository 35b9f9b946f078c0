using System.Net.Sockets;
using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Medias;

/// <summary>
/// Fetches the bytes of what came in. Each attempt keeps them under an id of its own and the row names those of one, so an attempt that was
/// cut, or that runs beside another, does no harm.
/// </summary>
internal sealed class MediaHandler(Db db, AccountBook accounts, MediaFetcher fetcher, MediaKeeper keeper, MediaRemoval removal, IEnumerable<IMediaChanged> listeners, Settings settings, TimeProvider clock)
    : IJobHandler
{
    private const string JobKind = "media";
    private const int MaxReason = 300;
    /// <summary>The longest that one attempt takes.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan MaxBackoff = TimeSpan.FromHours(1);

    public string Kind => JobKind;

    public int Concurrency => 64;

    public int PerBucket => 8;

    public bool Probes => true;

    /// <summary>The job that fetches a media.</summary>
    public static NewJob JobFor(Media media) => new(JobKind, media.Id.ToString("N"), JobBuckets.Of(media.CustomerId, media.AccountId), $"{media.CustomerId:N}/{media.Id:N}");

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var ids = job.Payload.Split('/');
        var (customerId, id) = (Guid.ParseExact(ids[0], "N"), Guid.ParseExact(ids[1], "N"));
        if (await db.ReadAsync(sql => MediaQueries.FindAsync(sql, customerId, id)) is not { Status: Media.Pending } media)
            return _ => Task.FromResult(Next.Untried);
        if (await accounts.RecallAsync(media.AccountId) is not { } account)
            return unit => FailAsync(unit, media, "Its account has been deleted.", null);
        try
        {
            return await FetchAsync(job, media, account, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException && clock.Now() - media.TmCreate > settings.GiveUpFetching)
        {
            return unit => FailAsync(unit, media, "It could not be fetched.", null);
        }
    }

    private async Task<Func<Unit, Task<Next>>> FetchAsync(Job job, Media media, Account account, CancellationToken stop)
    {
        switch (await fetcher.OpenAsync(account, media.Source, stop))
        {
            case MediaFetch.Found found:
                return await KeepAsync(job, media, found, stop);
            case MediaFetch.RetryLater later:
                return Later(job, media, later.After, later.Reason);
            case MediaFetch.Gone gone:
                return unit => FailAsync(unit, media, gone.Reason, true);
            default:
                throw new InvalidOperationException("a media is elsewhere, and elsewhere again");
        }
    }

    private async Task<Func<Unit, Task<Next>>> KeepAsync(Job job, Media media, MediaFetch.Found found, CancellationToken stop)
    {
        using var answer = found.Answer;
        var headers = answer.Content.Headers;
        if (headers.ContentLength > settings.MediaBytes)
            return unit => FailAsync(unit, media, TooLarge, true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MaxTime);
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(limit.Token);
            var kept = await keeper.KeepAsync(media.CustomerId, content, headers.ContentType?.MediaType is { Length: > 0 } type ? type : media.ContentType, limit.Token);
            var filename = media.Filename.Length > 0 ? media.Filename : ProviderText.Clean(found.Filename is { Length: <= 255 } name ? name : found.Filename[..255]);
            return unit => DoneAsync(unit, media, kept, filename);
        }
        catch (BlobTooLargeException)
        {
            return unit => FailAsync(unit, media, TooLarge, true);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or IOException { InnerException: SocketException } || e is OperationCanceledException && !stop.IsCancellationRequested)
        {
            return Later(job, media, null, "It broke off while it was being fetched.");
        }
    }

    private string TooLarge => $"It is larger than {settings.MediaBytes} bytes.";

    /// <summary>Again later, with growing waits; after so many hours never.</summary>
    private Func<Unit, Task<Next>> Later(Job job, Media media, TimeSpan? after, string why)
    {
        var backoff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(job.Attempt, 16)), MaxBackoff.TotalSeconds) * (0.75 + 0.5 * Random.Shared.NextDouble()));
        var wait = after is { } asked && asked > backoff ? asked : backoff;
        return clock.Now() + wait - media.TmCreate <= settings.GiveUpFetching ? _ => Task.FromResult<Next>(new Next.Retry(wait, why)) : unit => FailAsync(unit, media, why, false);
    }

    private async Task<Next> DoneAsync(Unit unit, Media read, KeptBytes kept, string filename)
    {
        if (kept.Size == 0)
            return await FailAsync(unit, read, "It is empty.", true);
        if (await ChangeAsync(unit, read, media => kept.In(media with { Filename = filename })))
            return Next.Finished;
        removal.Ask(unit, new BlobName(read.CustomerId, kept.BlobId));
        return Next.Untried;
    }

    private async Task<Next> FailAsync(Unit unit, Media read, string why, bool? bucketIsWell)
    {
        await ChangeAsync(unit, read, media => media with { Status = Media.Failed, Error = why.Cut(MaxReason) });
        return new Next.Done(bucketIsWell);
    }

    /// <summary>Writes what became of it, and tells those who show it; false when it is wanted no longer.</summary>
    private async Task<bool> ChangeAsync(Unit unit, Media read, Func<Media, Media> change)
    {
        if (await MediaQueries.FindAsync(unit, read.CustomerId, read.Id) is not { Status: Media.Pending } pending)
            return false;
        var media = change(pending) with { TmUpdate = unit.Now };
        MediaQueries.Update(unit, media);
        foreach (var listener in listeners)
            await listener.ChangedAsync(unit, media);
        return true;
    }
}

/// <summary>Told that a media has changed, inside the unit of work that writes it.</summary>
internal interface IMediaChanged
{
    /// <summary>Its bytes have come, or will not; or it was deleted.</summary>
    Task ChangedAsync(Unit unit, Media media);
}
