using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>
/// The database's clock, asked for once a second and carried on by the machine's steady one in between: nodes agree on the time, and a
/// node whose wall clock jumps does not.
/// </summary>
internal sealed class DatabaseTime : TimeProvider, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly NpgsqlDataSource source;
    private readonly ITimer timer;
    private Sample sample = new(System.GetUtcNow(), System.GetTimestamp());

    /// <param name="source">Where to ask.</param>
    public DatabaseTime(NpgsqlDataSource source)
    {
        this.source = source;
        timer = System.CreateTimer(_ => _ = SampleAsync(), null, Every, Every);
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => sample is var last ? last.Time + System.GetElapsedTime(last.At) : default;

    /// <inheritdoc />
    public void Dispose() => timer.Dispose();

    /// <summary>Asks the database; its answer is as old as half the way there and back. Without an answer the last one is carried on.</summary>
    public async Task SampleAsync()
    {
        try
        {
            await using var command = source.CreateCommand("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
            var begin = System.GetTimestamp();
            var micros = (long)(await command.ExecuteScalarAsync())!;
            var way = System.GetElapsedTime(begin);
            if (way < TimeSpan.FromSeconds(1))
                sample = new Sample(new Timestamp(micros).ToDateTimeOffset() + way / 2, System.GetTimestamp());
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private sealed record Sample(DateTimeOffset Time, long At);
}
