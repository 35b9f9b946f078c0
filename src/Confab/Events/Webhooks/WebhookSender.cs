using System.Net.Http.Headers;
using System.Text;
using Confab.Channels;

namespace Confab.Events.Webhooks;

/// <summary>Calls an endpoint with an event, and says what happened.</summary>
internal sealed class WebhookSender(GuardedHttp http, TimeProvider clock)
{
    private const int MaxKept = 1024;
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(1);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Makes one try.</summary>
    /// <exception cref="OperationCanceledException">By <paramref name="stop"/>.</exception>
    public async Task<Tried> SendAsync(ToldEvent told, WebhookTarget target, CancellationToken stop)
    {
        var (now, begin) = (clock.Now(), clock.GetTimestamp());
        var (status, retryAfter, error, answer) = await CallAsync(told, target, now, stop);
        return new Tried(new AttemptJson(now, status, (int)clock.GetElapsedTime(begin).TotalMilliseconds, error, answer), retryAfter);
    }

    private async Task<(int Status, TimeSpan? RetryAfter, string Error, string Answer)> CallAsync(ToldEvent told, WebhookTarget target, Timestamp now, CancellationToken stop)
    {
        if (target.Uri is null)
            return (0, null, "the address may not be called", "");
        var body = Encoding.UTF8.GetBytes($$"""{"type":"{{told.Type}}","data":{{told.Data}}}""");
        using var request = new HttpRequestMessage(target.Method, target.Uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        foreach (var (name, value) in target.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!request.Headers.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "Confab/1.0");
        WebhookSignature.Sign(request, target.Keys, told.Id, now, body);
        try
        {
            using var response = await http.SendForStatusAsync(request, stop);
            var status = (int)response.StatusCode;
            return (status, RetryAfter(response), status is >= 200 and < 300 ? "" : $"it answered {status}", await ReadAsync(response));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (0, null, "no answer in time", "");
        }
        catch (HttpRequestException e)
        {
            return (0, null, $"not reached: {e.HttpRequestError}", "");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or NotSupportedException or UriFormatException)
        {
            return (0, null, "the address cannot be called", "");
        }
    }

    /// <summary>The first kilobyte of an answer. Its status has come, so it is not waited for long, and whatever goes wrong with the rest changes nothing.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentLength == 0)
            return "";
        var (bytes, count) = (new byte[MaxKept], 0);
        using var patience = new CancellationTokenSource(ReadTime);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            while (count < MaxKept && await stream.ReadAsync(bytes.AsMemory(count), patience.Token) is > 0 and var read)
                count += read;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // What has come is kept.
        }
        return ProviderText.Decode(bytes.AsSpan(0, count));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null
    };
}

/// <summary>What came of a try.</summary>
/// <param name="Attempt">What is kept of it.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
internal sealed record Tried(AttemptJson Attempt, TimeSpan? RetryAfter)
{
    /// <summary>Whether it was delivered.</summary>
    public bool IsDelivered => Attempt.StatusCode is >= 200 and < 300;
}
