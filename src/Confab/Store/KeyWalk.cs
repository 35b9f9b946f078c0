namespace Confab.Store;

/// <summary>
/// Walks through a table by its key and deletes the rows whose time has come. No index by time is needed: one that every row pays for and
/// that only this reads.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="key">Its key, of the columns that are called here as they are kept in mind: two ids at most as <c>a</c> and <c>b</c>, a text as <c>c</c>.</param>
/// <param name="time">The column with the time of a row.</param>
internal sealed class KeyWalk(string table, IReadOnlyList<(string Column, string Name)> key, string time)
{
    private const int Rows = 1000;
    private const int IdLength = 32;

    private readonly string columns = string.Join(", ", key.Select(part => part.Column));
    private readonly string named = string.Join(", ", key.Select(part => $"{part.Column} AS {part.Name}"));

    /// <summary>Deletes what is older than <paramref name="old"/> of the next rows; returns where it ended, null at the end of the table.</summary>
    public async Task<string?> StepAsync(Unit unit, string from, Timestamp old)
    {
        var begin = Place.Parse(from);
        var rows = await unit.QueryAsync<Place>($"SELECT {named} FROM {table} WHERE ({columns}) > ({Values("")}) ORDER BY {columns} LIMIT {Rows}", new { begin.A, begin.B, begin.C });
        if (rows.Count == 0)
            return null;
        var end = rows[^1];
        unit.Write($"DELETE FROM {table} WHERE ({columns}) > ({Values("")}) AND ({columns}) <= ({Values("end")}) AND {time} < @old",
            new { begin.A, begin.B, begin.C, endA = end.A, endB = end.B, endC = end.C, old });
        return rows.Count < Rows ? null : end.ToString();
    }

    private string Values(string prefix) => string.Join(", ", key.Select(part => $"@{prefix}{part.Name.ToUpperInvariant()}"));

    private sealed record Place
    {
        public Guid A { get; init; }

        public Guid B { get; init; }

        public string C { get; init; } = "";

        public static Place Parse(string text) => text.Length == 0 ? new Place()
            : new Place { A = Guid.ParseExact(text.AsSpan(0, IdLength), "N"), B = Guid.ParseExact(text.AsSpan(IdLength, IdLength), "N"), C = text[(2 * IdLength)..] };

        public override string ToString() => $"{A:N}{B:N}{C}";
    }
}
