using System.Collections.Concurrent;

namespace Confab.Faults.Loads;

/// <summary>What was acknowledged. Every text of a run is unique, so a text names a message.</summary>
internal sealed class Ledger
{
    private int texts;
    private int conflicts;

    /// <summary>Texts that came in by a hook which answered 200.</summary>
    public ConcurrentDictionary<string, bool> Received { get; } = new();

    /// <summary>Texts that the API accepted, with the ids that it gave them.</summary>
    public ConcurrentDictionary<string, string> Accepted { get; } = new();

    /// <summary>How often a repeat under the same key was answered with another message.</summary>
    public int Conflicts => conflicts;

    /// <summary>How much was acknowledged.</summary>
    public int Count => Received.Count + Accepted.Count;

    /// <summary>A text that no other message has.</summary>
    public string NextText(string who) => $"{who} says {Interlocked.Increment(ref texts)}";

    /// <summary>The API answered with a message.</summary>
    public void Accept(string text, string id)
    {
        if (Accepted.GetOrAdd(text, id) != id)
            Interlocked.Increment(ref conflicts);
    }
}
