using System.Text.Json.Serialization;

namespace Confab.Tags;

/// <summary>A tag as it stands in its table.</summary>
internal sealed record Tag
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public TagJson ToJson() => new(Id, CustomerId, Name, Detail, TmCreate, TmUpdate, TmDelete);
}

/// <summary>A tag as the API shows it.</summary>
internal sealed record TagJson(Guid Id, Guid CustomerId, string Name, string Detail, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

[JsonSerializable(typeof(TagJson))]
[JsonSerializable(typeof(Page<TagJson>))]
internal sealed partial class TagsJson : JsonSerializerContext
{
    public static readonly TagsJson Wire = new(Basics.Wire.NewOptions());
}
