using Confab.Demo;

namespace Confab.Tests;

/// <summary>The process is killed at random moments under load; then what was acknowledged is held against what is there.</summary>
public sealed class CrashTests
{
    private const int Kills = 20;

    [Fact]
    public async Task After_twenty_kills_everything_acknowledged_is_there_once_and_told_in_order()
    {
        await using var line = await FakeLine.StartAsync(TestServer.LineToken);
        await using var receiver = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        var (url, data) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-crash-{Guid.NewGuid():N}"));
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) };
        var ledger = new Ledger(http, line, receiver);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await RealProcess.ServeAsync(url, data, Ledger.Settings(line));
            if (kill == 0)
                await ledger.SetUpAsync(data);
            using var stop = new CancellationTokenSource();
            var load = ledger.LoadAsync(stop.Token);
            await ledger.WaitForMoreAsync(Random.Shared.Next(5, 60));
            await server.KillAsync();
            await stop.CancelAsync();
            await load;
        }
        using (await RealProcess.ServeAsync(url, data, Ledger.Settings(line)))
            await ledger.CheckAsync();
        Directory.Delete(data, recursive: true);
    }
}
