using System.Text.Json.Serialization.Metadata;
using Confab.Events.Webhooks;
using Confab.Store;

namespace Confab.Events;

/// <summary>
/// The outbox: an event is written in the unit of work of the change that it tells of, together with its deliveries. What is committed
/// is announced, and nothing else is.
/// </summary>
internal sealed class EventLog(Jobs jobs, EventSignal signal)
{
    /// <summary>Asks, once in a unit, who is told of a customer's events: early, where there is something else to ask.</summary>
    public static AskAll<Recipient> AskEndpoints(Unit unit, Guid customerId) => unit.Once($"endpoints/{customerId}", () =>
        unit.AskAll<Recipient>("SELECT id, event_types FROM webhook_endpoints WHERE customer_id = @customerId AND enabled = 1", new { customerId }));

    /// <summary>Tells of a change.</summary>
    /// <param name="unit">The unit of work that makes the change.</param>
    /// <param name="customerId">Whose.</param>
    /// <param name="type">The event's type, as in <c>conversation_created</c>.</param>
    /// <param name="lane">What its deliveries must stay in order with: the conversation, else the resource itself.</param>
    /// <param name="data">The resource as the API shows it.</param>
    /// <param name="shape">That resource's shape.</param>
    /// <param name="about">What it is about and whose that is; null where that is the lane, and nobody's.</param>
    /// <param name="own">Where the resource itself wants to be told, beside the customer's endpoints.</param>
    public async Task AddAsync<T>(Unit unit, Guid customerId, string type, Guid lane, T data, JsonTypeInfo<T> shape, EventAbout? about = null, OwnWebhook? own = null)
    {
        var (subjectId, ownerId, formerOwnerId) = about ?? new EventAbout(lane);
        var told = new ToldEvent(Ids.New(unit.Now), customerId, type, Wire.Text(data, shape), unit.Now);
        var position = unit.Ask<long>("""
            INSERT INTO events (id, customer_id, type, data, tm_create, subject_id, owner_id, former_owner_id)
            VALUES (@Id, @CustomerId, @Type, @Data, @TmCreate, @subjectId, @ownerId, @formerOwnerId) RETURNING position
            """, new { told.Id, told.CustomerId, told.Type, told.Data, told.TmCreate, subjectId, ownerId, formerOwnerId });
        unit.OnCommit(signal.Raise);
        foreach (var endpoint in await AskEndpoints(unit, customerId))
            if (endpoint.Wants(type))
                jobs.Add(unit, WebhookHandler.JobFor(endpoint.Id, lane, await position, told));
        if (own is { IsThere: true })
            jobs.Add(unit, WebhookHandler.JobFor(own.Id, own.Id, await position, told) with { Bucket = own.BucketOf(customerId) });
    }
}

/// <summary>An event as it is delivered.</summary>
internal sealed record ToldEvent(Guid Id, Guid CustomerId, string Type, string Data, Timestamp TmCreate)
{
    /// <summary>For the row of an event.</summary>
    public ToldEvent() : this(Guid.Empty, Guid.Empty, "", "", default) { }
}

/// <summary>An endpoint that is switched on, and what it wants to hear of.</summary>
internal sealed record Recipient
{
    public Guid Id { get; init; }

    /// <summary>A JSON list of types, as we write it; empty for all.</summary>
    public string EventTypes { get; init; } = "";

    /// <summary>Whether it is told of such an event.</summary>
    public bool Wants(string type) => EventTypes == "[]" ? type != Events.EventTypes.Read : EventTypes.Contains($"\"{type}\"", StringComparison.Ordinal);
}

/// <summary>Where a resource itself wants to be told.</summary>
/// <param name="Id">The resource, which stands for its endpoint.</param>
/// <param name="Uri">The address; empty for none.</param>
internal sealed record OwnWebhook(Guid Id, string Uri)
{
    /// <summary>Whether there is an address.</summary>
    public bool IsThere => Uri.Length > 0;

    /// <summary>What deliveries lean on: there are many such resources, and few addresses.</summary>
    public string BucketOf(Guid customerId) => JobBuckets.OfAddress(customerId, Uri);
}
