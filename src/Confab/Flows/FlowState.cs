using System.Text.Json.Serialization;

namespace Confab.Flows;

/// <summary>Where a running activeflow stands: all that it needs to go on after a crash.</summary>
internal sealed class FlowState
{
    public Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>What has been executed, by id; what each did stands in the activeflow's actions.</summary>
    public List<Executed> Executed { get; init; } = [];

    /// <summary>The action to execute next; nil when there is none left.</summary>
    public Guid Next { get; set; }

    /// <summary>How often each goto has jumped.</summary>
    public Dictionary<Guid, int> Loops { get; init; } = [];

    /// <summary>How many actions have been executed.</summary>
    public int Steps { get; set; }

    /// <summary>How many flows have completed before this one in its chain.</summary>
    public int CompleteCount { get; init; }

    /// <summary>The call whose answer it waits for.</summary>
    public FlowCall? Pending { get; set; }
}

/// <summary>An action that was executed, and when.</summary>
internal sealed record Executed(Guid Id, Timestamp At);

/// <summary>An HTTP call of a flow.</summary>
/// <param name="Uri">Where to.</param>
/// <param name="Method">The method.</param>
/// <param name="DataType">The body's media type.</param>
/// <param name="Data">The body.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>, the same when a crash makes it go out again.</param>
/// <param name="IsAwaited">Whether the flow waits for what it answers.</param>
internal sealed record FlowCall(string Uri, string Method, string DataType, string Data, string Key, bool IsAwaited)
{
    /// <summary>Which host it leans on.</summary>
    [JsonIgnore]
    public string Host => System.Uri.TryCreate(Uri, UriKind.Absolute, out var uri) ? uri.Authority : "";
}
