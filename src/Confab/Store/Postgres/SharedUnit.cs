namespace Confab.Store.Postgres;

/// <summary>A unit of work that may share its commit. Its statements wait here until all that run beside it want an answer.</summary>
/// <param name="about">What it is about.</param>
internal abstract class SharedUnit(string about) : ISession
{
    private readonly List<Statement> waiting = [];
    private TaskCompletionSource? answer;
    private SharedStep? step;
    private Unit? unit;
    private bool hasWritten;

    /// <summary>What it is about.</summary>
    public string About => about;

    /// <summary>Whether it wants an answer.</summary>
    public bool IsWaiting => answer is not null;

    /// <summary>Whether its work goes on.</summary>
    public bool IsOpen => unit is not null && Running is not { IsCompleted: true };

    /// <summary>Whether its caller knows how it ended.</summary>
    public abstract bool IsOver { get; }

    /// <summary>Its work.</summary>
    protected Task? Running { get; private set; }

    /// <summary>Whether its work has ended otherwise than well, called off included.</summary>
    private bool HasFailed => Running is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>Begins its work.</summary>
    public void Begin(SharedStep step, Timestamp now)
    {
        (this.step, unit, hasWritten) = (step, new Unit(this, now, rowLocks: true) { IsShared = true }, false);
        Running = WorkAsync(unit);
        Running.ContinueWith(_ => step.Settle(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <inheritdoc />
    public void Add(Statement statement) => waiting.Add(statement);

    /// <inheritdoc />
    public Task FlushAsync()
    {
        if (waiting.Count == 0)
            return Task.CompletedTask;
        answer = new TaskCompletionSource();
        var task = answer.Task;
        step!.Settle();
        return task;
    }

    /// <inheritdoc />
    public Task RunScriptAsync(string script) => throw new InvalidOperationException("a script runs by itself");

    /// <summary>Hands its statements to the connection.</summary>
    public void MoveTo(PostgresSession session)
    {
        foreach (var statement in waiting)
        {
            hasWritten |= !statement.Sql.IsRead;
            session.Add(statement);
        }
        waiting.Clear();
    }

    /// <summary>Goes on with the answer that it wanted.</summary>
    public void Resume()
    {
        var wanted = answer!;
        answer = null;
        wanted.SetResult();
    }

    /// <summary>Lets go of it when it has failed; false when that leaves something to undo.</summary>
    public bool Drop()
    {
        if (unit is null || !HasFailed)
            return true;
        if (hasWritten)
            return false;
        Undo();
        return true;
    }

    /// <summary>Its work is void: what failed by itself has failed, else it begins anew.</summary>
    public void Undo()
    {
        waiting.Clear();
        answer = null;
        unit?.RolledBack();
        unit = null;
        if (HasFailed && (Running!.Exception?.InnerException ?? new TaskCanceledException(Running)) is not StandsAloneException and var e)
            Fail(e);
    }

    /// <summary>It is committed.</summary>
    public void Complete()
    {
        if (unit is null)
            return;
        try
        {
            unit.Committed();
            Succeed();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Runs it by itself.</summary>
    public abstract Task RunAloneAsync(PostgresDb db);

    /// <summary>Tells its caller what it failed of.</summary>
    public abstract void Fail(Exception e);

    /// <summary>Does the work.</summary>
    protected abstract Task WorkAsync(Unit unit);

    /// <summary>Tells its caller the result.</summary>
    protected abstract void Succeed();
}

/// <inheritdoc />
internal sealed class SharedUnit<T>(Func<Unit, Task<T>> work, string about) : SharedUnit(about)
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    /// <summary>What its caller awaits.</summary>
    public Task<T> Task => done.Task;

    /// <inheritdoc />
    public override bool IsOver => done.Task.IsCompleted;

    /// <inheritdoc />
    public override async Task RunAloneAsync(PostgresDb db)
    {
        try
        {
            done.TrySetResult(await db.WriteAsync(work));
        }
        catch (Exception e)
        {
            done.TrySetException(e);
        }
    }

    /// <inheritdoc />
    public override void Fail(Exception e) => done.TrySetException(e);

    /// <inheritdoc />
    protected override async Task WorkAsync(Unit unit) => result = await work(unit);

    /// <inheritdoc />
    protected override void Succeed() => done.TrySetResult(result!);
}
