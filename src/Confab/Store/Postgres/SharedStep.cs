namespace Confab.Store.Postgres;

/// <summary>Moves several units on until each has ended or wants an answer.</summary>
internal sealed class SharedStep
{
    private TaskCompletionSource settled = new();
    private int moving;

    /// <summary>Moves them; ends when none moves any more.</summary>
    public Task RunAsync(IReadOnlyCollection<SharedUnit> units, Action<SharedUnit> move)
    {
        if (units.Count == 0)
            return Task.CompletedTask;
        settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        moving = units.Count;
        foreach (var unit in units)
            move(unit);
        return settled.Task;
    }

    /// <summary>One of them has ended, or waits.</summary>
    public void Settle()
    {
        if (Interlocked.Decrement(ref moving) == 0)
            settled.SetResult();
    }
}
