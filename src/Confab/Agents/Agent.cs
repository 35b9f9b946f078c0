using System.Text.Json.Serialization;

namespace Confab.Agents;

/// <summary>An agent as it stands in its table, without its password.</summary>
internal sealed record Agent
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Username { get; init; } = "";

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    public string RingMethod { get; init; } = "";

    public string Status { get; init; } = "";

    /// <summary>A mask of <see cref="Auth.Permissions"/>.</summary>
    public long Permission { get; init; }

    /// <summary>A JSON list of ids.</summary>
    public string TagIds { get; init; } = "[]";

    /// <summary>A JSON list of addresses.</summary>
    public string Addresses { get; init; } = "[]";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public AgentJson ToJson() => new(Id, CustomerId, Username, Name, Detail, RingMethod, Status, Permission,
        Wire.Read(TagIds, AgentsJson.Wire.ListGuid), Wire.Read(Addresses, AgentsJson.Wire.ListAddress), "", TmCreate, TmUpdate, TmDelete);
}

/// <summary>An agent as the API shows it.</summary>
internal sealed record AgentJson(Guid Id, Guid CustomerId, string Username, string Name, string Detail, string RingMethod, string Status, long Permission,
    List<Guid> TagIds, List<Address> Addresses, string DirectHash, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

[JsonSerializable(typeof(AgentJson))]
[JsonSerializable(typeof(Page<AgentJson>))]
[JsonSerializable(typeof(List<Guid>))]
[JsonSerializable(typeof(List<Address>))]
internal sealed partial class AgentsJson : JsonSerializerContext
{
    public static readonly AgentsJson Wire = new(Basics.Wire.NewOptions());
}
