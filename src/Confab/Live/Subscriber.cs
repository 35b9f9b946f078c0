namespace Confab.Live;

/// <summary>Somebody who follows topics.</summary>
internal abstract class Subscriber
{
    /// <summary>What it follows, each with the position after which it gets all of it. Changed by <see cref="Subscriptions"/> only.</summary>
    public Dictionary<Topic, long> Topics { get; } = [];

    /// <summary>The position of the event that it was handed last.</summary>
    public long Last { get; set; }

    /// <summary>Takes an event; must be quick and must not fail.</summary>
    public abstract void Take(LiveEvent told);

    /// <summary>Whether it has got an event, or is about to, by a topic that it follows.</summary>
    public bool Has(LiveEvent told)
    {
        foreach (var topic in told.Topics)
            if (Topics.TryGetValue(topic, out var from) && from < told.Position)
                return true;
        return false;
    }
}
