namespace Confab.Events.Webhooks;

/// <summary>What became of an event at an endpoint, as it stands in its table.</summary>
internal sealed record WebhookDelivery
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    public const string Skipped = "skipped";

    public static readonly IReadOnlyList<string> States = [Pending, Delivered, Failed, Skipped];

    public Guid CustomerId { get; init; }

    public Guid Id { get; init; }

    public Guid EndpointId { get; init; }

    public long EventPosition { get; init; }

    public Guid EventId { get; init; }

    public string EventType { get; init; } = "";

    /// <summary>What it stays in order with; nil where it is not known any more.</summary>
    public Guid Lane { get; init; }

    public string Status { get; init; } = "";

    /// <summary>What happened, oldest first: the entries of a JSON list.</summary>
    public string Tries { get; init; } = "";

    /// <summary>When it is tried next, where it is pending.</summary>
    public Timestamp TmNext { get; init; }

    /// <summary>When the event happened.</summary>
    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    /// <summary>The lanes in which its job can stand: that of its conversation, and the one beside it for what is sent again.</summary>
    public string[] Lanes => [WebhookHandler.LaneOf(EndpointId, Lane), WebhookHandler.ReplayLaneOf(EndpointId, Lane)];

    /// <summary>The id of what becomes of an event at an endpoint: always the same, in the order of events.</summary>
    public static Guid IdOf(ToldEvent told, Guid endpointId) => Ids.Of(told.TmCreate, Ids.Rest(told.Id) ^ Ids.Rest(endpointId));

    /// <summary>What becomes of an event at an endpoint, before anything has.</summary>
    public static WebhookDelivery Of(ToldEvent told, long position, Guid endpointId, string lane) => new()
    {
        CustomerId = told.CustomerId, Id = IdOf(told, endpointId), EndpointId = endpointId, EventPosition = position, EventId = told.Id, EventType = told.Type,
        Lane = Guid.ParseExact(lane.AsSpan(33, 32), "N"), TmCreate = told.TmCreate
    };

    public DeliveryJson ToJson() => new(Id, CustomerId, EndpointId, EventId, EventType, Status, new RawJson($"[{Tries}]"), TmNext, TmCreate, TmUpdate, Timestamp.Never);
}
