namespace Confab.Faults.Kinds;

/// <summary>What befalls the one server of an installation on SQLite.</summary>
internal static class ServerFaults
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new Fault("server-killed", KillAsync), new Fault("server-stopped", StopAsync), new Fault("server-frozen", FreezeAsync)
    ];

    /// <summary>At random moments, again and again.</summary>
    private static async Task KillAsync(Scene scene)
    {
        for (var kills = scene.Options.Count(25, 5); kills > 0; kills--)
        {
            await scene.ProgressAsync(Random.Shared.Next(1, 40));
            await scene.Installation.Nodes[0].KillAsync();
            await scene.Installation.Nodes[0].StartAsync();
        }
    }

    private static async Task StopAsync(Scene scene)
    {
        for (var stops = scene.Options.Count(8, 2); stops > 0; stops--)
        {
            await scene.ProgressAsync(Random.Shared.Next(5, 40));
            await scene.Installation.Nodes[0].StopAsync();
            await scene.Installation.Nodes[0].StartAsync();
        }
    }

    /// <summary>For longer than its leases hold, which is 10 s.</summary>
    private static async Task FreezeAsync(Scene scene)
    {
        for (var times = scene.Options.Count(2, 1); times > 0; times--)
        {
            await scene.Installation.Nodes[0].FreezeAsync();
            await Task.Delay(TimeSpan.FromSeconds(15));
            await scene.Installation.Nodes[0].ResumeAsync();
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }
}
