using System.Text.Json.Serialization;

namespace Confab.Numbers;

/// <summary>A number that a customer owns, as it stands in its table.</summary>
internal sealed record Number
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>The number itself. (A member cannot be named like its type, so its column is renamed.)</summary>
    public string Digits { get; init; } = "";

    public string Type { get; init; } = "";

    public Guid CallFlowId { get; init; }

    /// <summary>The flow that answers messages to this number; nil for the account's.</summary>
    public Guid MessageFlowId { get; init; }

    /// <summary>The SMS account that it sends through; nil for the customer's only one.</summary>
    public Guid AccountId { get; init; }

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    public bool RtpDebug { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public NumberJson ToJson() => new(Id, CustomerId, Digits, Type, CallFlowId, MessageFlowId, Name, Detail, TmDelete == Timestamp.Never ? "active" : "deleted",
        false, false, new NumberMetadataJson(RtpDebug), TmCreate, Timestamp.Never, TmCreate, TmUpdate, TmDelete, AccountId);
}

/// <summary>A number as the API shows it.</summary>
internal sealed record NumberJson(Guid Id, Guid CustomerId, string Number, string Type, Guid CallFlowId, Guid MessageFlowId, string Name, string Detail,
    string Status, bool T38Enabled, bool EmergencyEnabled, NumberMetadataJson Metadata, Timestamp TmPurchase, Timestamp TmRenew, Timestamp TmCreate,
    Timestamp TmUpdate, Timestamp TmDelete, Guid AccountId);

/// <summary>Switches that a conversation server keeps but has no use for.</summary>
internal sealed record NumberMetadataJson(bool RtpDebug);

[JsonSerializable(typeof(NumberJson))]
[JsonSerializable(typeof(Page<NumberJson>))]
internal sealed partial class NumbersJson : JsonSerializerContext
{
    public static readonly NumbersJson Wire = new(Basics.Wire.NewOptions());
}
