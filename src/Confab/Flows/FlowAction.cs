using System.Text.Json;

namespace Confab.Flows;

/// <summary>One action of a flow.</summary>
/// <param name="Id">Its id, unique in its flow.</param>
/// <param name="NextId">The action after it; nil for the one that follows in the list.</param>
/// <param name="Type">What it does.</param>
/// <param name="Option">How, in the words of its type.</param>
internal sealed record FlowAction(Guid Id, Guid NextId, string Type, JsonElement Option)
{
    private static readonly JsonElement NoOption = JsonDocument.Parse("{}").RootElement;

    /// <summary>Stands where there is no action.</summary>
    public static FlowAction None { get; } = new(Guid.Empty, Guid.Empty, "", NoOption);

    /// <summary>This action, executed at a moment.</summary>
    public ExecutedAction At(Timestamp time) => new(Id, NextId, Type, Option, time);
}

/// <summary>An action that was executed, and when.</summary>
internal sealed record ExecutedAction(Guid Id, Guid NextId, string Type, JsonElement Option, Timestamp TmExecute);
