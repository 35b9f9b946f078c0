using Confab.Faults.Servers;

namespace Confab.Faults.Kinds;

/// <summary>One thing that goes wrong while the load goes on.</summary>
/// <param name="Name">Its name, in the table and on the command line.</param>
/// <param name="StrikeAsync">Lets it happen, and ends it.</param>
internal sealed record Fault(string Name, Func<Scene, Task> StrikeAsync)
{
    /// <summary>Whether people write on every channel, each of which has a provider of its own; else on LINE and by Twilio.</summary>
    public bool OnAllChannels { get; init; }

    /// <summary>Makes ready what it needs before the servers start; says why, where it cannot be tried.</summary>
    public Func<Place, Task<string?>> PrepareAsync { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>Takes that away again.</summary>
    public Func<Place, Task> CleanUpAsync { get; init; } = _ => Task.CompletedTask;
}
