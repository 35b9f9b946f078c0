using System.Text.Json.Serialization.Metadata;
using Confab.Store;

namespace Confab.Events;

/// <summary>
/// The outbox: an event is written in the unit of work of the change that it tells of, together with its deliveries. What is committed
/// is announced, and nothing else is.
/// </summary>
internal sealed class EventLog(Jobs jobs, EventSignal signal)
{
    /// <summary>Asks, once in a unit, who is told of a customer's events: early, where there is something else to ask.</summary>
    public static AskAll<Guid> AskEndpoints(Unit unit, Guid customerId) => unit.Once($"endpoints/{customerId}", () =>
        unit.AskAll<Guid>("SELECT id FROM webhook_endpoints WHERE customer_id = @customerId AND enabled = 1", new { customerId }));

    /// <summary>Tells of a change.</summary>
    /// <param name="unit">The unit of work that makes the change.</param>
    /// <param name="customerId">Whose.</param>
    /// <param name="type">The event's type, as in <c>conversation_created</c>.</param>
    /// <param name="lane">What its deliveries must stay in order with: the conversation, else the resource itself.</param>
    /// <param name="data">The resource as the API shows it.</param>
    /// <param name="shape">That resource's shape.</param>
    /// <param name="about">What it is about and whose that is; null where that is the lane, and nobody's.</param>
    public async Task AddAsync<T>(Unit unit, Guid customerId, string type, Guid lane, T data, JsonTypeInfo<T> shape, EventAbout? about = null)
    {
        var (subjectId, ownerId, formerOwnerId) = about ?? new EventAbout(lane);
        var told = new ToldEvent(Ids.New(unit.Now), customerId, type, Wire.Text(data, shape));
        var position = unit.Ask<long>("""
            INSERT INTO events (id, customer_id, type, data, tm_create, subject_id, owner_id, former_owner_id)
            VALUES (@Id, @CustomerId, @Type, @Data, @Now, @subjectId, @ownerId, @formerOwnerId) RETURNING position
            """, new { told.Id, told.CustomerId, told.Type, told.Data, unit.Now, subjectId, ownerId, formerOwnerId });
        unit.OnCommit(signal.Raise);
        foreach (var endpoint in await AskEndpoints(unit, customerId))
            jobs.Add(unit, new NewJob(WebhookHandler.JobKind, $"{endpoint:N}/{lane:N}", endpoint.ToString("N"), $"{endpoint:N}/{await position}", Carried: told));
    }
}

/// <summary>An event as it is delivered.</summary>
internal sealed record ToldEvent(Guid Id, Guid CustomerId, string Type, string Data)
{
    /// <summary>For the row of an event.</summary>
    public ToldEvent() : this(Guid.Empty, Guid.Empty, "", "") { }
}
