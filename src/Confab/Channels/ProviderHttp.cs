using System.Net;

namespace Confab.Channels;

/// <summary>
/// Calls a provider and tells apart what matters for sending twice: whether the request was ever written, and whether an answer came.
/// No redirects: a token goes to its provider's own hosts only.
/// </summary>
public sealed class ProviderHttp : IDisposable
{
    private const int MaxAnswer = 256 * 1024;

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null
    })
    {
        Timeout = TimeSpan.FromSeconds(15),
        MaxResponseContentBufferSize = MaxAnswer
    };

    /// <summary>Sends a request with a body and reads the whole answer.</summary>
    /// <param name="request">The request; it is disposed.</param>
    /// <param name="stop">Gives up waiting.</param>
    public async Task<ProviderAnswer> CallAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var owned = request;
        var written = new WrittenContent(request.Content);
        request.Content = written;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
            var body = ProviderText.Decode(await response.Content.ReadAsByteArrayAsync(stop));
            return new ProviderAnswer(response.StatusCode, body, RetryAfter(response));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return new ProviderAnswer(null, "", null) { MayHaveBeenWritten = written.Begun };
        }
    }

    /// <summary>Sends a request and answers before the body is read, for what may be large. Null when no answer came.</summary>
    /// <param name="request">The request; it is disposed.</param>
    /// <param name="stop">Gives up waiting.</param>
    public async Task<HttpResponseMessage?> OpenAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var owned = request;
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
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

    /// <summary>A body that remembers whether anybody began to write it: headers go out at that moment and not before.</summary>
    private sealed class WrittenContent : HttpContent
    {
        private readonly byte[] bytes;

        public WrittenContent(HttpContent? inner)
        {
            bytes = inner is null ? [] : inner.ReadAsByteArrayAsync().GetAwaiter().GetResult();
            if (inner?.Headers.ContentType is { } type)
                Headers.ContentType = type;
        }

        public bool Begun { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Begun = true;
            return stream.WriteAsync(bytes).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
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
    public string Excerpt(string provider) => string.IsNullOrWhiteSpace(Body) ? $"{provider} answered {Code}." : Body.Length <= 500 ? Body : Body[..500];
}
