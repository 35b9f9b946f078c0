using System.Net;
using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>
/// Delivers one event to one endpoint: at least once, in order per conversation, because a lane's next delivery waits for this one.
/// </summary>
internal sealed class WebhookHandler(Db db, WebhookSender sender, WebhookTargets targets, WebhookTurns turns, WebhookSwitch endpoints, Settings settings, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "webhook";

    /// <summary>A turn that comes so soon is waited for on the spot.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    /// <summary>A turn that was missed by so much is lost.</summary>
    private static readonly TimeSpan TurnHolds = TimeSpan.FromSeconds(3);

    public string Kind => JobKind;

    public int Concurrency => 256;

    public int PerBucket => 32;

    public bool Probes => true;

    public string? About(Job job) => $"webhook/{job.Lane}";

    /// <summary>What deliveries to an endpoint that are about the same stay in order in.</summary>
    public static string LaneOf(Guid endpointId, Guid lane) => $"{endpointId:N}/{lane:N}";

    /// <summary>The same for what is sent again: it neither waits for what is new nor holds that up.</summary>
    public static string ReplayLaneOf(Guid endpointId, Guid lane) => LaneOf(endpointId, lane) + "/replay";

    /// <summary>What a delivery's job knows.</summary>
    public static string PayloadOf(Guid endpointId, long position) => $"{endpointId:N}/{position}";

    /// <summary>The job that delivers an event.</summary>
    public static NewJob JobFor(Guid endpointId, Guid lane, long position, ToldEvent told) =>
        new(JobKind, LaneOf(endpointId, lane), JobBuckets.Of(told.CustomerId, endpointId), PayloadOf(endpointId, position), Carried: told);

    /// <summary>Lets go what waits for an endpoint to be well; what waits for its turn asks for one anew, and the first of those comes after this one's.</summary>
    public static async Task ReleaseAsync(Unit unit, WebhookEndpoint endpoint)
    {
        await JobBuckets.ForgetAsync(unit, JobKind, endpoint.Bucket);
        await unit.ExecuteAsync("UPDATE jobs SET due = @Now, begun = 0 WHERE kind = @JobKind AND bucket = @Bucket AND head = 1 AND begun = 1 AND parked = 0 AND lease IS NULL AND due > @Now",
            new { unit.Now, JobKind, endpoint.Bucket });
        await unit.ExecuteAsync("UPDATE webhook_endpoints SET tm_turn = @next WHERE customer_id = @CustomerId AND id = @Id AND tm_turn > @next",
            new { next = unit.Now + endpoint.Step, endpoint.CustomerId, endpoint.Id });
    }

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var (endpointId, position) = (Guid.ParseExact(job.Payload.AsSpan(0, 32), "N"), long.Parse(job.Payload.AsSpan(33)));
        var told = job.Carried as ToldEvent
            ?? await db.ReadAsync(sql => sql.FirstAsync<ToldEvent>("SELECT id, customer_id, type, data, tm_create FROM events WHERE position = @position", new { position }));
        if (told is null)
            return _ => Task.FromResult(Next.Untried);
        var delivery = WebhookDelivery.Of(told, position, endpointId, job.Lane);
        if (await targets.FindAsync(told.CustomerId, endpointId) is not { } target)
            return unit => EndUntriedAsync(unit, delivery, "the endpoint is deleted");
        if (!target.Endpoint.Enabled)
            return unit => EndUntriedAsync(unit, delivery, "the endpoint is switched off");
        if (await TurnAsync(job, target.Endpoint, stop) is { } turn)
            return _ => Task.FromResult<Next>(new Next.Hold(turn));
        var tried = await sender.SendAsync(told, target, stop);
        return tried.IsDelivered ? unit => DeliveredAsync(unit, delivery, tried, target.Endpoint) : unit => FailedAsync(unit, job, delivery, tried, target.Endpoint);
    }

    private static Task<Next> EndUntriedAsync(Unit unit, WebhookDelivery delivery, string why)
    {
        DeliveryLog.End(unit, delivery, WebhookDelivery.Failed, new AttemptJson(unit.Now, 0, 0, why, ""));
        return Task.FromResult(Next.Untried);
    }

    /// <summary>When it is this delivery's turn, where the endpoint has a limit; null when it is now.</summary>
    private async Task<Timestamp?> TurnAsync(Job job, WebhookEndpoint endpoint, CancellationToken stop)
    {
        if (endpoint.RateLimit == 0 || (job.Begun && clock.Now() < job.Due + TurnHolds && job.Due <= clock.Now()))
            return null;
        var turn = await turns.NextAsync(endpoint);
        if (turn - clock.Now() is var wait && wait > Soon)
            return turn;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, stop);
        return null;
    }

    private async Task<Next> DeliveredAsync(Unit unit, WebhookDelivery delivery, Tried tried, WebhookEndpoint endpoint)
    {
        if (endpoint.TmFailing < Timestamp.Never)
            await endpoints.IsWellAsync(unit, endpoint);
        DeliveryLog.End(unit, delivery, WebhookDelivery.Delivered, tried.Attempt);
        return Next.Finished;
    }

    private async Task<Next> FailedAsync(Unit unit, Job job, WebhookDelivery delivery, Tried tried, WebhookEndpoint endpoint)
    {
        unit.StandAlone();
        var isGone = tried.Attempt.StatusCode == (int)HttpStatusCode.Gone;
        var isOff = endpoint.IsKept && (isGone ? await endpoints.SwitchOffAsync(unit, endpoint) : await endpoints.FailedAsync(unit, endpoint));
        var wait = isOff || (isGone && !endpoint.IsKept) ? null : RetrySchedule.Next(settings.RetryWaits, job.Attempt, tried.RetryAfter, Random.Shared.NextDouble());
        if (wait is null)
            DeliveryLog.End(unit, delivery, WebhookDelivery.Failed, tried.Attempt);
        else if (!await DeliveryLog.WaitAsync(unit, delivery, tried.Attempt, wait.Value))
            wait = null;
        return isOff ? Next.Untried : wait is { } later ? new Next.Retry(later, tried.Attempt.Error) : new Next.Done(false);
    }
}
