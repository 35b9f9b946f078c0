namespace Confab.Store.Copying;

/// <summary>
/// Copies an installation from SQLite to an empty PostgreSQL database, table by table, and reads it back. It may be killed at any moment:
/// run again, it goes on after the last batch.
/// </summary>
/// <param name="source">What is copied.</param>
/// <param name="target">Where to.</param>
/// <param name="db">The same database, for its schema.</param>
/// <param name="progress">Told after every few thousand rows.</param>
internal sealed class Copier(CopySource source, CopyTarget target, Db db, IProgress<CopyProgress> progress)
{
    private const int BatchRows = 5000;

    /// <summary>A batch ends early where rows are as large as the bytes of medias are: what is killed loses little.</summary>
    private const int BatchBytes = 64 << 20;

    private readonly Dictionary<CopyTable, long> totals = [];

    /// <summary>Copies what is not there yet, compares all of it, and finishes when it is the same.</summary>
    /// <returns>Each table; where one differs, the copy is not finished and cannot be.</returns>
    /// <exception cref="SettingsException">The database is not empty and no unfinished copy of this installation.</exception>
    public async Task<List<ComparedTable>> RunAsync()
    {
        var columns = await source.ColumnsAsync();
        var (tables, copied) = await db.AloneAsync(() => BeginAsync(columns));
        await CountAsync(tables);
        var sums = await ForEachAsync(CopyPhase.Copying, tables, (table, report) => CopyAsync(table, copied[table.Name], report));
        var there = await ForEachAsync(CopyPhase.Checking, tables, SumAsync);
        var compared = tables.Select((table, i) => new ComparedTable(table.Name, sums[i].Count, there[i].Count, sums[i].Checksum, there[i].Checksum)).ToList();
        if (!compared.TrueForAll(table => table.IsSame))
            return compared;

        await ForEachAsync(CopyPhase.Indexing, tables, (table, _) => IndexAsync(copied[table.Name]));
        var sequences = await SequencesAsync(tables);
        if (await source.HasChangedAsync())
            throw new SettingsException(["The old database was written to while it was copied, perhaps by another command. Empty the new one and copy again."]);
        await target.FinishAsync(sequences);
        return compared;
    }

    private async Task CountAsync(List<CopyTable> tables)
    {
        foreach (var table in tables)
        {
            progress.Report(new(CopyPhase.Counting, table.Name, totals.Count, tables.Count));
            totals[table] = await source.CountAsync(table);
        }
        progress.Report(new(CopyPhase.Counting, "", tables.Count, tables.Count));
    }

    /// <summary>Does something with each table and reports the rows of it that are done.</summary>
    private async Task<List<T>> ForEachAsync<T>(CopyPhase phase, List<CopyTable> tables, Func<CopyTable, Action<long>, Task<T>> run)
    {
        var (results, before, total) = (new List<T>(), 0L, totals.Values.Sum());
        foreach (var table in tables)
        {
            progress.Report(new(phase, table.Name, before, total));
            results.Add(await run(table, rows => progress.Report(new(phase, table.Name, before + rows, total))));
            before += totals[table];
        }
        progress.Report(new(phase, "", total, total));
        return results;
    }

    /// <summary>Takes possession of the database, or finds the copy that was begun; returns what is to be copied, and how far each table is.</summary>
    private async Task<(List<CopyTable> Tables, Dictionary<string, CopiedTable> Copied)> BeginAsync(List<string> columns)
    {
        var name = await source.NameAsync();
        var found = await db.TablesAsync();
        if (!found.Contains(UnfinishedCopy.Table))
        {
            await RequireEmptyAsync(found);
            await Migrator.ApplyAsync(db);
        }
        var tables = Match(columns, await target.ColumnsAsync());
        if (!found.Contains(UnfinishedCopy.Table))
            await db.WriteAsync(unit => UnfinishedCopy.BeginAsync(unit, name, tables));
        var copied = (await UnfinishedCopy.ReadAsync(target.Sql)).ToDictionary(table => table.Name);
        if (copied.Values.Any(table => table.Source != name))
            throw new SettingsException(["The database holds an unfinished copy of another installation. Give this one an empty database of its own."]);
        return (tables, copied);
    }

    /// <summary>Our own schema may be there already, but nothing in it.</summary>
    private async Task RequireEmptyAsync(List<string> found)
    {
        if (found.Count > 0 && !found.Contains("migrations"))
            throw new SettingsException([$"The database is not empty, it has {string.Join(", ", found.Take(3))}{(found.Count > 3 ? ", …" : "")}. Copy into an empty one."]);
        foreach (var table in found.Where(table => table != "migrations"))
            if (await target.Sql.FirstAsync<int>($"SELECT 1 FROM \"{table}\" LIMIT 1") == 1)
                throw new SettingsException([$"The database is not empty, it has rows in {table}: perhaps a copy has been finished here, or a server was started on it. Copy into an empty one."]);
    }

    /// <summary>The tables, when both databases have the same ones with the same columns.</summary>
    private static List<CopyTable> Match(List<string> from, List<CopyColumn> to)
    {
        var different = from.ToHashSet();
        different.SymmetricExceptWith(to.Select(column => $"{column.Table}.{column.Name}"));
        if (different.Count > 0)
            throw new SettingsException([$"The two databases differ in {string.Join(", ", different.Order(StringComparer.Ordinal).Take(5))}: one of them was made by another version of this program. Copy with the newest into an empty one."]);
        return [.. to.GroupBy(column => column.Table).Select(table => new CopyTable(table.Key, [.. table]))];
    }

    /// <summary>Copies a table from where it stopped; what was copied before must still be the same here.</summary>
    private async Task<RowSum> CopyAsync(CopyTable table, CopiedTable copied, Action<long> report)
    {
        var sum = new RowSum();
        using var rows = (await source.RowsAsync(table)).GetEnumerator();
        var more = rows.MoveNext();
        for (; more && sum.Count < copied.Copied; more = rows.MoveNext())
        {
            sum.Add(rows.Current);
            if (sum.Count % BatchRows == 0)
                report(sum.Count);
        }
        if ((sum.Count, sum.Checksum) != (copied.Copied, copied.Checksum))
            throw new SettingsException([$"The installation has changed since the copy was begun: {table.Name} is not what it was. Empty the new database and copy again."]);
        while (more)
        {
            await target.WriteAsync(table, sum, Batch());
            report(sum.Count);
        }
        return sum;

        IEnumerable<object?[]> Batch()
        {
            var end = sum.Bytes + BatchBytes;
            for (var left = BatchRows; more && left > 0 && sum.Bytes < end; left--, more = rows.MoveNext())
            {
                sum.Add(rows.Current);
                yield return rows.Current;
            }
        }
    }

    private async Task<RowSum> SumAsync(CopyTable table, Action<long> report)
    {
        var sum = new RowSum();
        await foreach (var row in target.ReadAsync(table))
        {
            sum.Add(row);
            if (sum.Count % BatchRows == 0)
                report(sum.Count);
        }
        return sum;
    }

    private async Task<bool> IndexAsync(CopiedTable table)
    {
        if (table.Indexes.Length > 0)
            await target.IndexAsync(table);
        return true;
    }

    private async Task<List<(CopyColumn Column, long Last)>> SequencesAsync(List<CopyTable> tables)
    {
        var all = new List<(CopyColumn, long)>();
        foreach (var table in tables)
            foreach (var column in table.Columns.Where(column => column.IsIdentity))
                all.Add((column, Math.Max(await source.SequenceAsync(table), await target.Sql.FirstAsync<long>($"SELECT COALESCE(MAX(\"{column.Name}\"), 0) FROM \"{table.Name}\""))));
        return all;
    }
}
