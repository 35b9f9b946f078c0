using System.Text.Json.Serialization;

namespace Confab.Flows;

/// <summary>A flow as it stands in its table.</summary>
internal sealed record Flow
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>A JSON list of <see cref="FlowAction"/>.</summary>
    public string Actions { get; init; } = "[]";

    /// <summary>The flow that starts when this one has run to its end; nil for none.</summary>
    public Guid OnCompleteFlowId { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public FlowJson ToJson() => new(Id, CustomerId, "flow", Name, Detail, [.. Wire.Read(Actions, FlowsJson.Wire.ListFlowAction).Select(action => action.ToJson(Timestamp.Never))], "", OnCompleteFlowId,
        TmCreate, TmUpdate, TmDelete);
}

/// <summary>A flow as the API shows it.</summary>
internal sealed record FlowJson(Guid Id, Guid CustomerId, string Type, string Name, string Detail, List<ActionJson> Actions, string DirectHash,
    Guid OnCompleteFlowId, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete);

[JsonSerializable(typeof(FlowJson))]
[JsonSerializable(typeof(Page<FlowJson>))]
[JsonSerializable(typeof(List<FlowAction>))]
[JsonSerializable(typeof(ActiveflowJson))]
[JsonSerializable(typeof(Page<ActiveflowJson>))]
[JsonSerializable(typeof(RunJson))]
[JsonSerializable(typeof(FlowState))]
[JsonSerializable(typeof(FlowCall))]
[JsonSerializable(typeof(SimulationJson))]
[JsonSerializable(typeof(Address))]
internal sealed partial class FlowsJson : JsonSerializerContext
{
    public static readonly FlowsJson Wire = new(Basics.Wire.NewOptions());
}
