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

    /// <summary>Whether two actions are the same, to the letter.</summary>
    public static IEqualityComparer<FlowAction> Same { get; } = EqualityComparer<FlowAction>.Create(
        (a, b) => (a!.Id, a.NextId, a.Type, a.Option.GetRawText()) == (b!.Id, b.NextId, b.Type, b.Option.GetRawText()), action => action.Id.GetHashCode());

    /// <summary>As the API shows it; <see cref="Timestamp.Never"/> where it has not been executed.</summary>
    public ActionJson ToJson(Timestamp executed, bool withOption = true) => new(Id, NextId, Type, withOption ? Option : NoOption, executed);
}

/// <summary>An action as the API shows it, and when it was executed.</summary>
internal sealed record ActionJson(Guid Id, Guid NextId, string Type, JsonElement Option, Timestamp TmExecute);
