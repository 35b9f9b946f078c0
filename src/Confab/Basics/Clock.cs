namespace Confab.Basics;

/// <summary>The time, always from a <see cref="TimeProvider"/>, so that tests can own it.</summary>
public static class Clock
{
    /// <summary>Now, to the microsecond.</summary>
    public static Timestamp Now(this TimeProvider clock) => Timestamp.From(clock.GetUtcNow());
}
