using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Confab.Store.Sqlite;

/// <summary>
/// The one writer. Units of work queue to it; those that wait together share one commit, each in a savepoint of its own, so that one
/// that fails harms no other. Callers are answered after the commit.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxBatch = 256;
    private static readonly SqlText Begin = SqlText.Of("BEGIN IMMEDIATE"), End = SqlText.Of("COMMIT"), Undo = SqlText.Of("ROLLBACK");
    private static readonly SqlText BeginUnit = SqlText.Of("SAVEPOINT unit"), EndUnit = SqlText.Of("RELEASE unit"), UndoUnit = SqlText.Of("ROLLBACK TO unit");

    private readonly SqliteSession session;
    private readonly TimeProvider clock;
    private readonly Channel<Item> queue = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread thread;

    public SqliteWriter(SqliteSession session, TimeProvider clock)
    {
        this.session = session;
        this.clock = clock;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        thread.Start();
    }

    /// <summary>Queues a unit of work; the task ends after its commit, or with what it failed of.</summary>
    public Task<T> EnqueueAsync<T>(Func<Unit, Task<T>> work)
    {
        var item = new Item<T>(work);
        return queue.Writer.TryWrite(item) ? item.Task : throw Problem.Unavailable.AsException();
    }

    /// <summary>Finishes what is queued, then closes the connection.</summary>
    public void Dispose()
    {
        queue.Writer.TryComplete();
        thread.Join();
        session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Item>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var item))
                batch.Add(item);
            Commit(batch);
        }
    }

    private void Commit(List<Item> batch)
    {
        try
        {
            Execute(Begin);
            foreach (var item in batch)
                RunInSavepoint(item);
            Execute(End);
        }
        catch (Exception e)
        {
            if (session.InTransaction)
                Execute(Undo);
            batch.ForEach(item => item.Fail(e is SqliteException ? Problem.Unavailable.AsException() : e));
            return;
        }
        batch.ForEach(item => item.Complete());
    }

    /// <summary>A full disk takes the whole transaction with it, savepoints and all: then every unit of the batch has failed.</summary>
    private void RunInSavepoint(Item item)
    {
        Execute(BeginUnit);
        try
        {
            item.Run(new Unit(session, clock.Now()));
            Execute(EndUnit);
        }
        catch (Exception e) when (session.InTransaction)
        {
            Execute(UndoUnit);
            Execute(EndUnit);
            item.Fail(e);
        }
    }

    private void Execute(SqlText sql) => session.Add(new Statement.Change(sql, null, null));

    private abstract class Item
    {
        public abstract void Run(Unit unit);

        public abstract void Complete();

        public abstract void Fail(Exception e);
    }

    private sealed class Item<T>(Func<Unit, Task<T>> work) : Item
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Unit? unit;
        private T? result;

        public Task<T> Task => done.Task;

        public override void Run(Unit unit)
        {
            this.unit = unit;
            result = work(unit).GetAwaiter().GetResult();
        }

        public override void Complete()
        {
            if (done.Task.IsCompleted)
                return;
            try
            {
                unit!.Committed();
                done.SetResult(result!);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }

        public override void Fail(Exception e)
        {
            if (done.TrySetException(e))
                unit?.RolledBack();
        }
    }
}
