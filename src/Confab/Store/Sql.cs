using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Confab.Store;

/// <summary>Plain SQL on one connection. What reads takes this; what changes takes a <see cref="Unit"/>.</summary>
internal class Sql(ISession session)
{
    /// <summary>The connection.</summary>
    protected ISession Session => session;

    /// <summary>
    /// Ends a query for a row that is about to be changed, or relied on: in a unit of work it stays as it is until the end of the unit,
    /// in a read it is just read.
    /// </summary>
    public virtual string Lock => "";

    /// <summary>Runs a statement; returns how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, object? args = null)
    {
        var (text, bind) = Read(sql, args);
        var statement = new Statement.Change(text, bind, args);
        session.Add(statement);
        await session.FlushAsync();
        return statement.Result;
    }

    /// <summary>The first row, or null (zero for a plain value) when there is none.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? args = null) => Ask<T>(sql, args).AnswerAsync();

    /// <summary>Asks for the first row and goes on; the question travels with what is asked next, and its answer is there when somebody awaits it.</summary>
    public Ask<T> Ask<T>(string sql, object? args = null)
    {
        var (text, bind) = Read(sql, args);
        var statement = new Statement.First<T>(text, bind, args);
        session.Add(statement);
        return new Ask<T>(session, statement);
    }

    /// <summary>All rows.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, object? args = null) => AskAll<T>(sql, args).AnswerAsync();

    /// <summary>Asks for all rows and goes on, as with a question for the first.</summary>
    public AskAll<T> AskAll<T>(string sql, object? args = null)
    {
        var (text, bind) = Read(sql, args);
        return Ask(new Statement.All<T>(text, bind, args));
    }

    /// <summary>All rows of a query that names a list, not an empty one, as <c>{items}</c>.</summary>
    public Task<List<T>> QueryAsync<T, TItem>(string sql, object args, IReadOnlyList<TItem> items)
    {
        var text = Items.Expand(sql, items.Count);
        return Ask(new Statement.All<T>(text, Items.Bind(text, args.GetType(), items), args)).AnswerAsync();
    }

    /// <summary>A page of at most so many rows, each with its <c>id</c> and <c>tm_create</c>, in a shape of the API whose fields are the query's columns.</summary>
    public async Task<WrittenPage> PageAsync(string sql, object args, int size, JsonTypeInfo shape)
    {
        var (text, bind) = Read(sql, args);
        var statement = new Statement.Page(text, bind, args, size, shape);
        session.Add(statement);
        await session.FlushAsync();
        return statement.Result;
    }

    /// <summary>
    /// Whether a customer's row of this id stands in <paramref name="table"/> and is not deleted: how an area checks a reference to
    /// what a later area owns.
    /// </summary>
    public async Task<bool> ExistsAsync(string table, Guid customerId, Guid id) =>
        await FirstAsync<int>($"SELECT 1 FROM {table} WHERE id = @id AND customer_id = @customerId AND tm_delete = {Timestamp.NeverSql}{Lock}",
            new { id, customerId }) == 1;

    /// <summary>Adds a statement that goes along with what is asked or committed next.</summary>
    protected void Add(string sql, object? args)
    {
        var (text, bind) = Read(sql, args);
        session.Add(new Statement.Change(text, bind, args));
    }

    private AskAll<T> Ask<T>(Statement.All<T> statement)
    {
        session.Add(statement);
        return new AskAll<T>(session, statement);
    }

    private static (SqlText Text, Bind? Bind) Read(string sql, object? args)
    {
        var text = SqlText.Of(sql);
        return (text, args is null ? null : text.BindOf(args.GetType()));
    }
}

/// <summary>A question that has been asked. Whoever awaits it gets the answer.</summary>
internal readonly struct Ask<T>(ISession session, Statement.First<T> statement)
{
    /// <summary>The answer, once it is there: after the commit at the latest.</summary>
    public T? Answer => statement.Result;

    /// <summary>Lets it be awaited.</summary>
    public TaskAwaiter<T?> GetAwaiter() => AnswerAsync().GetAwaiter();

    /// <summary>Waits for the answer.</summary>
    public async Task<T?> AnswerAsync()
    {
        if (!statement.HasRun)
            await session.FlushAsync();
        return statement.Result;
    }
}

/// <summary>A question for all rows that has been asked. Whoever awaits it gets the answer.</summary>
internal readonly struct AskAll<T>(ISession session, Statement.All<T> statement)
{
    /// <summary>Lets it be awaited.</summary>
    public TaskAwaiter<List<T>> GetAwaiter() => AnswerAsync().GetAwaiter();

    /// <summary>Waits for the answer.</summary>
    public async Task<List<T>> AnswerAsync()
    {
        if (!statement.HasRun)
            await session.FlushAsync();
        return statement.Result;
    }
}
