using System.Text.Json.Serialization;

namespace Confab.Phone;

/// <summary>A message on a pretend phone, as it stands in its table.</summary>
internal sealed record PhoneMessage
{
    public Guid Id { get; init; }

    public string Sender { get; init; } = "";

    public string Receiver { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>What came beside the text, a JSON list.</summary>
    public string Medias { get; init; } = "[]";

    public Timestamp TmCreate { get; init; }

    public PhoneMessageJson ToJson() => new(Id, Sender, Receiver, Text, TmCreate, Wire.Read(Medias, PhoneJson.Wire.IReadOnlyListPhoneMedia));
}

/// <summary>A message on a pretend phone, or said into it.</summary>
internal sealed record PhoneMessageJson(Guid Id, string From, string To, string Text, Timestamp TmCreate, IReadOnlyList<PhoneMedia> Medias);

/// <summary>A media on a pretend phone, or sent by one.</summary>
/// <param name="Type"><c>image</c>, <c>video</c>, <c>audio</c> or <c>file</c>.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Data">Its bytes in Base64, where a phone sends it and no address is given.</param>
internal sealed record PhoneMedia(string Type, string Filename, string Url, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data = null);

[JsonSerializable(typeof(PhoneMessageJson))]
[JsonSerializable(typeof(Page<PhoneMessageJson>))]
[JsonSerializable(typeof(IReadOnlyList<PhoneMedia>))]
internal sealed partial class PhoneJson : JsonSerializerContext
{
    public static readonly PhoneJson Wire = new(Basics.Wire.NewOptions());
}
