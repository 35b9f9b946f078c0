namespace Confab.Billing;

/// <summary>What a unit of a message costs, as it stands in its table.</summary>
internal sealed record Price
{
    /// <summary>Each message, each segment that an SMS takes, or each media.</summary>
    public static readonly string[] Units = ["message", "segment", "media"];

    /// <summary>The direction of messages, as messages name it.</summary>
    public static readonly string[] Directions = ["incoming", "outgoing"];

    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>The type of the account that it goes through.</summary>
    public string Channel { get; init; } = "";

    public string Direction { get; init; } = "";

    public string Unit { get; init; } = "";

    /// <summary>Millionths of the currency.</summary>
    public long AmountMicros { get; init; }

    public string Currency { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public PriceJson ToJson() => new(Id, CustomerId, Channel, Direction, Unit, AmountMicros, Currency, TmCreate, TmUpdate, TmDelete);
}

/// <summary>A price as the API shows it.</summary>
internal sealed record PriceJson(Guid Id, Guid CustomerId, string Channel, string Direction, string Unit, long AmountMicros, string Currency, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);
