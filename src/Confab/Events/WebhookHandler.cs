using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Delivers one event to one endpoint: at least once, in order per conversation, because a lane's next delivery waits for this one.
/// </summary>
internal sealed class WebhookHandler(Db db, GuardedHttp http, WebhookTargets targets, Settings settings, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "webhook";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public string Kind => JobKind;

    public int Concurrency => 256;

    public int PerBucket => 32;

    public bool Probes => true;

    public string? About(Job job) => $"webhook/{job.Lane}";

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var cut = job.Payload.IndexOf('/', StringComparison.Ordinal);
        var (endpointId, position) = (Guid.ParseExact(job.Payload.AsSpan(0, cut), "N"), long.Parse(job.Payload.AsSpan(cut + 1)));
        var told = job.Carried as ToldEvent
            ?? await db.ReadAsync(sql => sql.FirstAsync<ToldEvent>("SELECT id, customer_id, type, data FROM events WHERE position = @position", new { position }));
        var target = told is null ? null : await targets.FindAsync(told.CustomerId, endpointId);
        if (told is null || target is null)
            return _ => Task.FromResult(Next.Untried);
        var failed = new Failed(targets, target.Endpoint, told, position);
        if (!target.Endpoint.Enabled)
            return unit => failed.GiveUpAsync(unit, job.Attempt, "the endpoint is switched off", bucketIsWell: null);
        var (status, retryAfter, why) = await DeliverAsync(told, target, stop);
        if (status is >= 200 and < 300)
            return _ => Task.FromResult(Next.Finished);
        if (status == (int)HttpStatusCode.Gone)
            return unit => failed.SwitchOffAsync(unit, job.Attempt + 1);
        return RetrySchedule.Next(settings.RetryWaits, job.Attempt, retryAfter, Random.Shared.NextDouble()) is { } wait
            ? _ => Task.FromResult<Next>(new Next.Retry(wait, why))
            : unit => failed.GiveUpAsync(unit, job.Attempt + 1, why, bucketIsWell: false);
    }

    private async Task<(int Status, TimeSpan? RetryAfter, string Why)> DeliverAsync(ToldEvent told, WebhookTarget target, CancellationToken stop)
    {
        if (target.Uri is null)
            return (0, null, "the address may not be called");
        var body = Encoding.UTF8.GetBytes($$"""{"type":"{{told.Type}}","data":{{told.Data}}}""");
        using var request = new HttpRequestMessage(target.Method, target.Uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("User-Agent", "Confab/1.0");
        WebhookSignature.Sign(request, target.Keys, told.Id, clock.Now(), body);
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

    /// <summary>A delivery that will not be tried again.</summary>
    private sealed record Failed(WebhookTargets Targets, WebhookEndpoint Endpoint, ToldEvent Told, long Position)
    {
        public async Task<Next> SwitchOffAsync(Unit unit, int attempts)
        {
            Targets.ForgetOnCommit(unit, Endpoint.Id);
            await unit.ExecuteAsync("UPDATE webhook_endpoints SET enabled = 0, tm_update = @Now WHERE customer_id = @CustomerId AND id = @Id",
                new { unit.Now, Endpoint.CustomerId, Endpoint.Id });
            return await GiveUpAsync(unit, attempts, "it answered 410 and was switched off", bucketIsWell: null);
        }

        public async Task<Next> GiveUpAsync(Unit unit, int attempts, string why, bool? bucketIsWell)
        {
            await unit.ExecuteAsync("""
                INSERT INTO webhook_deliveries (customer_id, id, endpoint_id, event_position, status, attempts, reason, tm_create, tm_update)
                VALUES (@CustomerId, @id, @endpointId, @Position, 'failed', @attempts, @why, @Now, @Now)
                """, new { Told.CustomerId, id = Ids.New(unit.Now), endpointId = Endpoint.Id, Position, attempts, why, unit.Now });
            return new Next.Done(bucketIsWell);
        }
    }
}
