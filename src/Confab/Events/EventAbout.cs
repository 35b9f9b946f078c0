namespace Confab.Events;

/// <summary>What an event is about, for whoever follows it live.</summary>
/// <param name="SubjectId">The conversation, for a conversation's events and its messages'; else the resource itself.</param>
/// <param name="OwnerId">The agent who owns it; the nil UUID for nobody.</param>
/// <param name="FormerOwnerId">The agent who owned it before the change that the event tells of, <see cref="Nobody"/> where that was nobody; the nil UUID where the owner stays.</param>
internal readonly record struct EventAbout(Guid SubjectId, Guid OwnerId = default, Guid FormerOwnerId = default)
{
    /// <summary>The former owner of what nobody had.</summary>
    public static readonly Guid Nobody = Guid.AllBitsSet;
}
