namespace Confab.Store;

/// <summary>The database. Reads see what is committed; writes are units of work.</summary>
internal abstract class Db
{
    /// <summary>The folder of <c>Store/Migrations</c> that fits it.</summary>
    public abstract string Dialect { get; }

    /// <summary>The nil UUID as SQL text, for partial indexes and the queries that use them.</summary>
    public abstract string Nil { get; }

    /// <summary>Whether one process at a time holds it: then whoever held a lease when it starts is gone.</summary>
    public abstract bool IsAlone { get; }

    /// <summary>The names of its tables, in order.</summary>
    public abstract Task<List<string>> TablesAsync();

    /// <summary>
    /// Runs a unit of work and returns after its commit. A <see cref="ProblemException"/> from it rolls it back. It may run again after a
    /// conflict with another, so it leaves nothing behind but in the database.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="about">
    /// What the unit is about, where it changes nothing else that others change too: a conversation, a lane. Units about different things may
    /// share a commit.
    /// </param>
    public abstract Task<T> WriteAsync<T>(Func<Unit, Task<T>> work, string? about = null);

    /// <summary>Reads on a connection of its own, past any writer.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Sql, Task<T>> read);

    /// <summary>Runs a unit of work that changes a table which other nodes use: it gets the table between their units, and holds them up for moments only.</summary>
    /// <exception cref="SettingsException">Something else holds the table.</exception>
    public virtual Task ReshapeAsync(Func<Unit, Task> work) => WriteAsync(work);

    /// <summary>Runs something that no other node on this database does meanwhile.</summary>
    public abstract Task<T> AloneAsync<T>(Func<Task<T>> work);

    /// <summary>Finds that this program can keep its data there.</summary>
    /// <exception cref="SettingsException">It cannot, and why.</exception>
    public virtual Task CheckAsync() => Task.CompletedTask;

    /// <summary>Copies the whole database to a new file while it is in use.</summary>
    /// <exception cref="SettingsException">This database has tools of its own for that.</exception>
    public abstract Task BackupAsync(string file);

    /// <summary>Runs a unit of work that returns nothing.</summary>
    public Task WriteAsync(Func<Unit, Task> work, string? about = null) => WriteAsync(async unit =>
    {
        await work(unit);
        return true;
    }, about);

    /// <summary>Runs a unit of work that asks nothing.</summary>
    public Task WriteAsync(Action<Unit> work, string? about = null) => WriteAsync(unit =>
    {
        work(unit);
        return Task.FromResult(true);
    }, about);
}
