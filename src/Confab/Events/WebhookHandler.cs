using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Delivers one event to one endpoint: at least once, in order per conversation, because a lane's next delivery waits for this one.
/// </summary>
internal sealed class WebhookHandler(Db db, GuardedHttp http, Vault vault, Settings settings, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "webhook";

    public string Kind => JobKind;

    public int Concurrency => 256;

    public int PerBucket => 8;

    public bool Probes => true;

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var cut = job.Payload.IndexOf('/', StringComparison.Ordinal);
        var (endpointId, position) = (Guid.ParseExact(job.Payload[..cut], "N"), long.Parse(job.Payload[(cut + 1)..]));
        var (told, endpoint) = await db.ReadAsync(async sql =>
        {
            var told = await sql.FirstAsync<EventRow>("SELECT position, id, customer_id, type, data FROM events WHERE position = @position", new { position });
            return (told, told is null ? null : await WebhookEndpoint.FindAsync(sql, told.CustomerId, endpointId));
        });
        if (told is null || endpoint is null)
            return _ => Task.FromResult(Next.Untried);
        if (!endpoint.Enabled)
            return unit => GiveUpAsync(unit, told, endpoint, job.Attempt, "the endpoint is switched off", bucketIsWell: null);
        var (status, retryAfter, why) = await DeliverAsync(told, endpoint, stop);
        if (status is >= 200 and < 300)
            return _ => Task.FromResult(Next.Finished);
        if (status == (int)HttpStatusCode.Gone)
            return unit => SwitchOffAsync(unit, told, endpoint, job.Attempt + 1);
        return RetrySchedule.Next(settings.RetryWaits, job.Attempt, retryAfter, Random.Shared.NextDouble()) is { } wait
            ? _ => Task.FromResult<Next>(new Next.Retry(wait, why))
            : unit => GiveUpAsync(unit, told, endpoint, job.Attempt + 1, why, bucketIsWell: false);
    }

    private async Task<(int Status, TimeSpan? RetryAfter, string Why)> DeliverAsync(EventRow told, WebhookEndpoint endpoint, CancellationToken stop)
    {
        if (http.Check(endpoint.Uri) is not null)
            return (0, null, "the address may not be called");
        var body = Encoding.UTF8.GetBytes($$"""{"type":"{{told.Type}}","data":{{told.Data}}}""");
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method.Length > 0 ? endpoint.Method : "POST"), endpoint.Uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Confab/1.0");
        WebhookSignature.Sign(request, vault.Open(endpoint.Secret), told.Id, clock.Now(), body);
        try
        {
            using var response = await http.SendForStatusAsync(request, stop);
            return ((int)response.StatusCode, RetryAfter(response), $"it answered {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (0, null, "no answer in time");
        }
        catch (HttpRequestException e)
        {
            return (0, null, $"not reached: {e.HttpRequestError}");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or NotSupportedException or UriFormatException)
        {
            return (0, null, "the address cannot be called");
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null
    };

    private static async Task<Next> SwitchOffAsync(Unit unit, EventRow told, WebhookEndpoint endpoint, int attempts)
    {
        await unit.ExecuteAsync("UPDATE webhook_endpoints SET enabled = 0, tm_update = @Now WHERE customer_id = @CustomerId AND id = @Id",
            new { unit.Now, endpoint.CustomerId, endpoint.Id });
        return await GiveUpAsync(unit, told, endpoint, attempts, "it answered 410 and was switched off", bucketIsWell: null);
    }

    private static async Task<Next> GiveUpAsync(Unit unit, EventRow told, WebhookEndpoint endpoint, int attempts, string why, bool? bucketIsWell)
    {
        await unit.ExecuteAsync("""
            INSERT INTO webhook_deliveries (customer_id, id, endpoint_id, event_position, status, attempts, reason, tm_create, tm_update)
            VALUES (@CustomerId, @id, @endpointId, @Position, 'failed', @attempts, @why, @Now, @Now)
            """, new { told.CustomerId, id = Ids.New(unit.Now), endpointId = endpoint.Id, told.Position, attempts, why, unit.Now });
        return new Next.Done(bucketIsWell);
    }

    private sealed class EventRow
    {
        public long Position { get; init; }

        public Guid Id { get; init; }

        public Guid CustomerId { get; init; }

        public string Type { get; init; } = "";

        public string Data { get; init; } = "";
    }
}
