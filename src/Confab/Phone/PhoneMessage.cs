using System.Text.Json.Serialization;

namespace Confab.Phone;

/// <summary>A message on a pretend phone, as it stands in its table.</summary>
internal sealed record PhoneMessage
{
    public Guid Id { get; init; }

    public string Sender { get; init; } = "";

    public string Receiver { get; init; } = "";

    public string Text { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public PhoneMessageJson ToJson() => new(Id, Sender, Receiver, Text, TmCreate);
}

/// <summary>A message on a pretend phone, or said into it.</summary>
internal sealed record PhoneMessageJson(Guid Id, string From, string To, string Text, Timestamp TmCreate);

[JsonSerializable(typeof(PhoneMessageJson))]
[JsonSerializable(typeof(Page<PhoneMessageJson>))]
internal sealed partial class PhoneJson : JsonSerializerContext
{
    public static readonly PhoneJson Wire = new(Basics.Wire.NewOptions());
}
