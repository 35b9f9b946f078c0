namespace Confab.Floor;

/// <summary>Where the rows go.</summary>
internal interface IRows : IAsyncDisposable
{
    /// <summary>Writes rows in one commit; returns after it.</summary>
    Task WriteAsync(params Row[] rows);

    /// <summary>The newest messages of a conversation.</summary>
    Task<List<Message>> PageAsync(int conversation, int size);

    /// <summary>Writes messages for <see cref="PageAsync"/> to find.</summary>
    Task FillAsync(IEnumerable<Message> messages);
}

/// <summary>No database: what the framework alone can do.</summary>
internal sealed class NoRows : IRows
{
    private List<Message> filled = [];

    public Task WriteAsync(params Row[] rows) => Task.CompletedTask;

    public Task<List<Message>> PageAsync(int conversation, int size) => Task.FromResult(filled[..size]);

    public Task FillAsync(IEnumerable<Message> messages)
    {
        filled = [.. messages.Take(100)];
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;
}
