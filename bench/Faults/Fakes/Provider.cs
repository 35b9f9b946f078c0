using Confab.Faults.Servers;

namespace Confab.Faults.Fakes;

/// <summary>A provider with a door in front of it, which can be away in several ways.</summary>
/// <param name="channel">What its channel is called.</param>
/// <param name="knowsKeys">Whether it knows our keys, so that nothing need be unknown.</param>
/// <param name="port">Where it listens.</param>
/// <param name="fail">Lets it answer that it cannot now, or has it answer again.</param>
/// <param name="taken">The texts that it took, once for each time.</param>
internal sealed class Provider(string channel, bool knowsKeys, int port, Action<bool> fail, Func<IEnumerable<string>> taken) : IDisposable
{
    /// <summary>What its channel is called.</summary>
    public string Channel => channel;

    /// <summary>Whether it knows our keys.</summary>
    public bool KnowsKeys => knowsKeys;

    /// <summary>Where it is reached.</summary>
    public Balancer Door { get; } = new Balancer([port]).Open();

    /// <summary>The texts that it took, once for each time.</summary>
    public IReadOnlyList<string> Taken => [.. taken()];

    /// <summary>It is there, or away in one way or another. Connections that are open are cut.</summary>
    public void Become(Presence presence)
    {
        Door.Close();
        Door.IsSilent = presence == Presence.Silent;
        fail(presence == Presence.Failing);
        if (presence != Presence.Refusing)
            Door.Open();
    }

    /// <inheritdoc />
    public void Dispose() => Door.Dispose();
}

/// <summary>How a provider is there, or away.</summary>
internal enum Presence
{
    /// <summary>It refuses connections.</summary>
    Refusing,

    /// <summary>It answers 503, as a mail server 421.</summary>
    Failing,

    /// <summary>It takes connections and never answers.</summary>
    Silent,

    /// <summary>All is well.</summary>
    There
}
