using System.Net;
using Confab.Accounts;
using Confab.Channels;

namespace Confab.Medias;

/// <summary>
/// Opens the bytes of what came in: the channel asks its provider; any other address is a stranger's, and every step on the way to it is
/// checked.
/// </summary>
internal sealed class MediaFetcher(AccountBook accounts, ChannelList channels, GuardedHttp http)
{
    private const int MaxRedirects = 3;

    /// <summary>Whether there is a way to the bytes that a source names.</summary>
    public static bool CanFetch(IChannel channel, string source) => source.Length > 0 && (channel is IMediaSource || IsAddress(source));

    /// <summary>Asks for the bytes.</summary>
    public async Task<MediaFetch> OpenAsync(Account account, string source, CancellationToken stop)
    {
        var opened = accounts.Open(account);
        var fetch = channels.Of(opened) is IMediaSource channel ? await channel.FetchAsync(source, opened, stop) : new MediaFetch.Elsewhere(source);
        return fetch is MediaFetch.Elsewhere elsewhere ? await FollowAsync(elsewhere.Url, stop) : fetch;
    }

    private async Task<MediaFetch> FollowAsync(string url, CancellationToken stop)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (http.Check(url) is { } fault)
                return new MediaFetch.Gone($"Its address {fault}");
            var answer = await GetAsync(url, stop);
            if (answer is null)
                return new MediaFetch.RetryLater(null, "Its address did not answer.");
            if (answer.IsSuccessStatusCode)
                return new MediaFetch.Found(answer, "");
            using (answer)
            {
                var status = (int)answer.StatusCode;
                if (status is 408 or 429 or >= 500)
                    return new MediaFetch.RetryLater(answer.Headers.RetryAfter?.Delta, $"Its address answered {status}.");
                if (answer.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                    || answer.Headers.Location is not { } location)
                    return new MediaFetch.Gone($"Its address answered {status}.");
                if (redirects == MaxRedirects)
                    return new MediaFetch.Gone($"Its address leads on more than {MaxRedirects} times.");
                url = new Uri(new Uri(url), location).AbsoluteUri;
            }
        }
    }

    /// <summary>An answer of any status, or null for none.</summary>
    private async Task<HttpResponseMessage?> GetAsync(string url, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            return await http.SendForStatusAsync(request, stop);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is OperationCanceledException && !stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsAddress(string source) => Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
