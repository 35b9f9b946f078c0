using System.Net;

namespace Confab.Channels;

/// <summary>
/// Calls a provider and tells apart what matters for sending twice: whether the whole request may have been written, and whether an answer came.
/// No redirects: a token goes to its provider's own hosts only.
/// </summary>
public sealed class ProviderHttp : IDisposable
{
    private const int MaxAnswer = 256 * 1024;

    /// <summary>The longest wait for the other end: to take the next part of a body, and to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxAnswer
    };

    /// <summary>Sends a request with a body, which may be large, and reads the whole answer.</summary>
    /// <param name="request">The request; it is disposed.</param>
    /// <param name="stop">Gives up waiting.</param>
    public async Task<ProviderAnswer> CallAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var owned = request;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        if (request.Content is { Headers.ContentLength: null } unmeasured)
            await unmeasured.LoadIntoBufferAsync(stop);
        var body = new WatchedContent(request.Content, () => patience.CancelAfter(Patience));
        request.Content = body;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, patience.Token);
            var text = ProviderText.Decode(await response.Content.ReadAsByteArrayAsync(patience.Token));
            return new ProviderAnswer(response.StatusCode, text, RetryAfter(response));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return new ProviderAnswer(null, "", null) { MayHaveBeenWritten = body.IsWhole };
        }
    }

    /// <summary>Sends a request and answers before the body is read, for what may be large. Null when no answer came.</summary>
    /// <param name="request">The request; it is disposed.</param>
    /// <param name="stop">Gives up waiting.</param>
    public async Task<HttpResponseMessage?> OpenAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var owned = request;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } delta && delta > TimeSpan.Zero ? delta : null;
}

/// <summary>A provider's answer, or what is known without one.</summary>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="RetryAfter">The wait that the provider asked for.</param>
public sealed record ProviderAnswer(HttpStatusCode? Status, string Body, TimeSpan? RetryAfter)
{
    /// <summary>Whether the request may have reached the provider although no answer came back.</summary>
    public bool MayHaveBeenWritten { get; init; }

    /// <summary>The status as a number for the record; <c>timeout</c> when no answer came.</summary>
    public string Code => Status is { } status ? ((int)status).ToString() : MayHaveBeenWritten ? "no_answer" : "not_reached";

    /// <summary>The body, cut to what a record needs; where there is none, what a provider did.</summary>
    /// <param name="provider">What it is called.</param>
    public string Excerpt(string provider) => string.IsNullOrWhiteSpace(Body) ? $"{provider} answered {Code}." : Body.Cut(500);
}
