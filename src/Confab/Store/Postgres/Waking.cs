using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>
/// Wakes other nodes when this one has more work than workers, and is woken by them: LISTEN and NOTIFY, outside every unit of work, because
/// a NOTIFY inside a commit makes commits wait for each other. What is lost on the way, the slow poll finds.
/// </summary>
internal sealed partial class Waking(NpgsqlDataSource direct, JobSlots slots, ILogger<Waking> log) : BackgroundService
{
    private const string Channel = "confab_jobs";
    private static readonly TimeSpan Coalesced = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(KeepAsync(ListenAsync, stoppingToken), KeepAsync(NotifyAsync, stoppingToken));

    private async Task KeepAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await direct.OpenConnectionAsync(stop);
                await work(connection, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogLost(e.Message);
                await Task.WhenAny(Task.Delay(Pause, stop));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        connection.Notification += (_, _) => slots.Wake();
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
            await listen.ExecuteNonQueryAsync(stop);
        while (true)
            await connection.WaitAsync(stop);
    }

    private async Task NotifyAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var notify = new NpgsqlCommand($"NOTIFY {Channel}", connection);
        while (true)
        {
            await slots.WaitForOverflowAsync(stop);
            await notify.ExecuteNonQueryAsync(stop);
            await Task.Delay(Coalesced, stop);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "waking other nodes is interrupted: {Reason}")]
    private partial void LogLost(string reason);
}
