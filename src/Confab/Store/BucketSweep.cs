namespace Confab.Store;

/// <summary>Forgets that something failed to which nothing is to be sent any more: an address of an activeflow that has ended, mostly.</summary>
internal sealed class BucketSweep : IChore
{
    private const int Rows = 50;
    private static readonly TimeSpan Age = TimeSpan.FromDays(2);

    public string Name => "job_buckets";

    public TimeSpan? Every => TimeSpan.FromHours(6);

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var rows = await unit.QueryAsync<Row>("SELECT kind, bucket FROM job_buckets WHERE tm_update < @old AND kind || ' ' || bucket > @from ORDER BY kind || ' ' || bucket LIMIT @Rows",
            new { old = unit.Now + -Age, from, Rows });
        foreach (var row in rows)
            await unit.ExecuteAsync("DELETE FROM job_buckets WHERE kind = @Kind AND bucket = @Bucket AND NOT EXISTS (SELECT 1 FROM jobs WHERE kind = @Kind AND bucket = @Bucket)", new { row.Kind, row.Bucket });
        return rows.Count < Rows ? null : $"{rows[^1].Kind} {rows[^1].Bucket}";
    }

    private sealed record Row
    {
        public string Kind { get; init; } = "";

        public string Bucket { get; init; } = "";
    }
}
