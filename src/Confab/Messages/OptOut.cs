using System.Text.Json.Serialization;

namespace Confab.Messages;

/// <summary>Whether a peer wants SMS from a number, as it stands in its table.</summary>
internal sealed record OptOut
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Number { get; init; } = "";

    public string Peer { get; init; } = "";

    public bool IsOut { get; init; }

    /// <summary>The word that they wrote, <c>provider</c> for its error, or <c>api</c>.</summary>
    public string How { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public OptOutJson ToJson() => new(Id, CustomerId, Number, Peer, IsOut, How, TmCreate, TmUpdate);
}

/// <summary>The same as the API shows it.</summary>
internal sealed record OptOutJson(Guid Id, Guid CustomerId, string Number, string Peer, bool OptedOut, string How, Timestamp TmCreate, Timestamp TmUpdate);

/// <summary>Whether the peer of a conversation wants no more, and how that is known; empty where it wants them.</summary>
internal sealed record OptedOutJson(bool OptedOut, string How);

[JsonSerializable(typeof(OptOutJson))]
[JsonSerializable(typeof(OptedOutJson))]
[JsonSerializable(typeof(Page<OptOutJson>))]
[JsonSerializable(typeof(SegmentsJson))]
internal sealed partial class OptOutsJson : JsonSerializerContext
{
    public static readonly OptOutsJson Wire = new(Basics.Wire.NewOptions());
}
