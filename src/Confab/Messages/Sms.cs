using System.Text.Json.Serialization;

namespace Confab.Messages;

/// <summary>An SMS as it stands in its table.</summary>
internal sealed record Sms
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary><c>inbound</c> or <c>outbound</c>.</summary>
    public string Direction { get; init; } = "";

    /// <summary>Who sent it, as JSON.</summary>
    public string Source { get; init; } = "";

    public string Text { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public IReadOnlyList<SmsTarget> Targets { get; init; } = [];

    public SmsJson ToJson() => new(Id, CustomerId, "sms", Wire.Read(Source, SmsJsonContext.Wire.Address),
        [.. Targets.Select(target => new SmsTargetJson(Wire.Read(target.Destination, SmsJsonContext.Wire.Address), target.Status, target.Parts, target.TmUpdate))],
        Text, Direction, TmCreate, TmUpdate, TmDelete);
}

/// <summary>One destination of an SMS.</summary>
internal sealed record SmsTarget
{
    public Guid SmsId { get; init; }

    /// <summary>The message in the conversation with this destination.</summary>
    public Guid MessageId { get; init; }

    /// <summary>Who receives it, as JSON.</summary>
    public string Destination { get; init; } = "";

    public string Status { get; init; } = "";

    public int Parts { get; init; }

    public Timestamp TmUpdate { get; init; }
}

/// <summary>An SMS as the API shows it.</summary>
internal sealed record SmsJson(Guid Id, Guid CustomerId, string Type, Address Source, IReadOnlyList<SmsTargetJson> Targets, string Text,
    string Direction, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

/// <summary>One destination of an SMS as the API shows it.</summary>
internal sealed record SmsTargetJson(Address Destination, string Status, int Parts, Timestamp TmUpdate);

[JsonSerializable(typeof(SmsJson))]
[JsonSerializable(typeof(Page<SmsJson>))]
[JsonSerializable(typeof(Address))]
internal sealed partial class SmsJsonContext : JsonSerializerContext
{
    public static readonly SmsJsonContext Wire = new(Basics.Wire.NewOptions());
}
