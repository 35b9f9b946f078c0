using Confab.Auth;
using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>What the delivery routes do.</summary>
internal sealed class DeliveryActions(Db db, Jobs jobs, Chores chores, WebhookReplay replay)
{
    private const string Resource = "webhook_delivery";

    /// <summary>So many stretches without enough of what is asked for are looked at before a page is answered as it is, with what asks for the rest.</summary>
    private const int MaxStretches = 20;

    private static readonly string[] Replayed = [WebhookDelivery.Failed, WebhookDelivery.Pending, WebhookDelivery.Skipped, WebhookDelivery.Delivered];

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var filter = new DeliveryFilter(call.QueryId("endpoint_id"), call.QueryId("event_id"), call.Query("event_type"), call.Query("status"), call.QueryTime("after"), call.QueryTime("before"));
        if (filter.Status is { } status && !WebhookDelivery.States.Contains(status))
            throw Problem.InvalidParameter("status", $"must be one of {string.Join(", ", WebhookDelivery.States)}.").AsException();
        var (rows, lookedTo) = (new List<WebhookDelivery>(), (Guid?)null);
        for (var stretch = 0; stretch < MaxStretches && rows.Count <= page.Size && (stretch == 0 || lookedTo is not null); stretch++)
        {
            var rest = lookedTo is { } id ? page with { BeforeId = id } : page;
            (var found, lookedTo) = await db.ReadAsync(sql => DeliveryQueries.ListAsync(sql, call.CustomerId, rest, filter));
            rows.AddRange(found);
        }
        var answer = page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson());
        return Wire.Ok(lookedTo is { } seen && rows.Count <= page.Size ? answer with { NextPageToken = PageRequest.Token((Ids.TimeOf(seen), seen), true) } : answer, WebhooksJson.Wire.PageDeliveryJson);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(Call.Found(await db.ReadAsync(sql => DeliveryQueries.FindAsync(sql, call.CustomerId, call.Id)), Resource));

    /// <summary>Tries it now: one that waits, or again one that has ended.</summary>
    public async Task<IResult> ReplayAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var seen = Call.Found(await DeliveryQueries.FindAsync(unit, call.CustomerId, call.Id), Resource);
        return await replay.NowAsync(unit, seen);
    }));

    /// <summary>Lets the lane go on without it.</summary>
    public async Task<IResult> SkipAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var delivery = Call.Found(await DeliveryQueries.FindAsync(unit, call.CustomerId, call.Id), Resource);
        if (delivery.Status != WebhookDelivery.Pending)
            throw Problem.State("STATE_INVALID", $"The delivery is {delivery.Status}: nothing waits for it.").AsException();
        await unit.ExecuteAsync($"UPDATE webhook_deliveries SET status = 'skipped', tm_next = {Timestamp.NeverSql}, tm_update = @Now WHERE customer_id = @CustomerId AND id = @Id",
            new { unit.Now, delivery.CustomerId, delivery.Id });
        await jobs.DropAsync(unit, WebhookHandler.JobKind, delivery.Lanes, WebhookHandler.PayloadOf(delivery.EndpointId, delivery.EventPosition));
        return delivery with { Status = WebhookDelivery.Skipped, TmNext = Timestamp.Never, TmUpdate = unit.Now };
    }));

    /// <summary>Sends all of a kind again, the oldest first: in steps, after the answer.</summary>
    public async Task<IResult> ReplayAllAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (endpointId, status) = (body.Id("endpoint_id") ?? Guid.Empty, body.Word("status", Replayed) ?? WebhookDelivery.Failed);
        var (after, before) = (body.Time("after") ?? default, body.Time("before"));
        return Wire.Ok(await db.WriteAsync(async unit =>
        {
            if (endpointId != Guid.Empty && await EndpointQueries.TargetAsync(unit, call.CustomerId, endpointId) is not { Enabled: true })
                throw Problem.Invalid("endpoint_id", "no endpoint of this customer that is switched on has this id.").AsException();
            var until = before ?? unit.Now;
            replay.Ask(unit, chores, new ReplayState(call.CustomerId, endpointId, status, Ids.Of(after, 0), Ids.Of(until, 0)));
            return new ReplayJson(endpointId, status, after, until);
        }), WebhooksJson.Wire.ReplayJson);
    }

    private static IResult Answer(WebhookDelivery delivery) => Wire.Ok(delivery.ToJson(), WebhooksJson.Wire.DeliveryJson);
}
