using System.Net.Http.Headers;
using System.Text;

namespace Confab.Flows;

/// <summary>Makes the HTTP calls of flows, through the guarded client.</summary>
internal sealed class FlowCalls(GuardedHttp http)
{
    /// <summary>Makes a call and reads its answer.</summary>
    public async Task<CallAnswer> SendAsync(FlowCall call, CancellationToken stop)
    {
        if (http.Check(call.Uri) is { } fault)
            return new CallAnswer(0, [], $"The address {fault}", false);
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), call.Uri);
        request.Headers.Add("Idempotency-Key", call.Key);
        if (call.Data.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Data));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(call.DataType, out var type) ? type : new MediaTypeHeaderValue(FlowCall.JsonType);
        }
        try
        {
            using var response = await (call.IsAwaited ? http.SendAsync(request, stop) : http.SendForStatusAsync(request, stop));
            return CallAnswer.Of((int)response.StatusCode, call.IsAwaited ? await response.Content.ReadAsByteArrayAsync(stop) : []);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return e is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
                ? new CallAnswer(0, [], "The answer was too large.", false) : new CallAnswer(0, [], "The call was not answered.", true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or NotSupportedException or UriFormatException)
        {
            return new CallAnswer(0, [], "The address cannot be called.", false);
        }
    }
}

/// <summary>What a call was answered.</summary>
/// <param name="Status">The HTTP status; 0 without an answer.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="Why">What to say of it when it is a failure.</param>
/// <param name="MayPass">Whether a failure may pass.</param>
internal sealed record CallAnswer(int Status, byte[] Body, string Why, bool MayPass)
{
    /// <summary>Whether it was answered well.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>An answer of this status.</summary>
    public static CallAnswer Of(int status, byte[] body) => new(status, body, $"The call was answered with {status}.", status is 429 or >= 500);
}
