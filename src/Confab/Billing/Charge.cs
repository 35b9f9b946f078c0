using System.Text.Json.Serialization;

namespace Confab.Billing;

/// <summary>What a message has cost, or, as an amount below zero, what was given back for it; written with the message and never changed.</summary>
internal sealed record Charge
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public Guid MessageId { get; init; }

    /// <summary>Whether it takes the message's cost back.</summary>
    public bool IsReturn { get; init; }

    public Guid ConversationId { get; init; }

    public string Channel { get; init; } = "";

    public string Direction { get; init; } = "";

    /// <summary>How many messages, segments and medias were counted, all together.</summary>
    public long Units { get; init; }

    /// <summary>Millionths of the currency.</summary>
    public long AmountMicros { get; init; }

    public string Currency { get; init; } = "";

    /// <summary>What it consists of, a JSON list.</summary>
    public string Items { get; init; } = "[]";

    public Timestamp TmCreate { get; init; }

    public ChargeJson ToJson() => new(Id, CustomerId, MessageId, ConversationId, Channel, Direction, Units, AmountMicros, Currency, new RawJson(Items), TmCreate);
}

/// <summary>A billing as the API shows it.</summary>
internal sealed record ChargeJson(Guid Id, Guid CustomerId, Guid MessageId, Guid ConversationId, string Channel, string Direction, long Units, long AmountMicros, string Currency, RawJson Items, Timestamp TmCreate);

/// <summary>One of the prices that a message was billed by.</summary>
internal sealed record ChargeItemJson(string Unit, long Units, long AmountMicros);

[JsonSerializable(typeof(PriceJson))]
[JsonSerializable(typeof(Page<PriceJson>))]
[JsonSerializable(typeof(Page<ChargeJson>))]
[JsonSerializable(typeof(List<ChargeItemJson>))]
internal sealed partial class BillingJson : JsonSerializerContext
{
    public static readonly BillingJson Wire = new(Basics.Wire.NewOptions());
}
