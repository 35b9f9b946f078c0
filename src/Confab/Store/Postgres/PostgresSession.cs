using System.Data;
using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>
/// A connection whose statements wait until an answer is wanted, and then travel together: a round trip costs more than most statements.
/// Its transaction begins with the first of them and ends with the last.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : ISession
{
    private readonly List<Statement> waiting = [];
    private bool isUnit;
    private bool hasBegun;

    /// <summary>Makes all that follows one transaction, until <see cref="CommitAsync"/>.</summary>
    public void Begin() => isUnit = true;

    /// <inheritdoc />
    public void Add(Statement statement) => waiting.Add(statement);

    /// <inheritdoc />
    public Task FlushAsync() => waiting.Count == 0 ? Task.CompletedTask : SendAsync(commits: false);

    /// <summary>Runs what waits and commits, in one round trip.</summary>
    public Task CommitAsync() => hasBegun || waiting.Count > 0 ? SendAsync(commits: true) : Task.CompletedTask;

    /// <summary>Undoes the transaction, where one has begun.</summary>
    public async Task RollBackAsync()
    {
        waiting.Clear();
        if (!hasBegun || connection.State != ConnectionState.Open)
            return;
        try
        {
            await using var command = new NpgsqlCommand("ROLLBACK", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the transaction with it.
        }
    }

    /// <inheritdoc />
    public async Task RunScriptAsync(string script)
    {
        Add(new Statement.Change(SqlText.Of("SELECT 1"), null, null));
        await FlushAsync();
        await using var command = new NpgsqlCommand(script, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task SendAsync(bool commits)
    {
        await using var batch = connection.CreateBatch();
        if (isUnit && !hasBegun)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        hasBegun = isUnit;
        var first = batch.BatchCommands.Count;
        foreach (var statement in waiting)
            batch.BatchCommands.Add(PostgresValues.Command(statement));
        if (commits)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await using (var reader = await batch.ExecuteReaderAsync())
            await ReadAsync(reader);
        for (var i = 0; i < waiting.Count; i++)
            waiting[i].End(batch.BatchCommands[first + i].RecordsAffected);
        waiting.Clear();
    }

    /// <summary>Hands each query its rows; reads to the end, for a fault may stand there.</summary>
    private async Task ReadAsync(NpgsqlDataReader reader)
    {
        var row = new PostgresRow(reader);
        foreach (var query in waiting.Where(statement => statement is not Statement.Change))
        {
            while (await reader.ReadAsync() && query.Take(row))
                ;
            await reader.NextResultAsync();
        }
        while (await reader.NextResultAsync())
            ;
    }
}
