namespace Confab.Store;

/// <summary>The database. Reads see what is committed; writes are units of work.</summary>
internal abstract class Db
{
    /// <summary>Runs a unit of work and returns after its commit. A <see cref="ProblemException"/> from it rolls it back.</summary>
    public abstract Task<T> WriteAsync<T>(Func<Unit, Task<T>> work);

    /// <summary>Reads on a connection of its own, past any writer.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Sql, Task<T>> read);

    /// <summary>Copies the whole database to a new file while it is in use.</summary>
    public abstract Task BackupAsync(string file);

    /// <summary>Runs a unit of work that returns nothing.</summary>
    public Task WriteAsync(Func<Unit, Task> work) => WriteAsync(async unit =>
    {
        await work(unit);
        return true;
    });
}
