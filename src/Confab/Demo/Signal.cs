namespace Confab.Demo;

/// <summary>Waits for a condition that something else brings about: asked again whenever something happens, never by the clock.</summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something happened.</summary>
    public void Raise() => Interlocked.Exchange(ref happened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not, in time.</exception>
    public async Task WaitAsync(Func<bool> condition, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        for (var next = happened.Task; !condition(); next = happened.Task)
        {
            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                if (condition())
                    return;
                throw new TimeoutException("what was waited for did not happen");
            }
        }
    }
}
