using Confab.Faults.Servers;

namespace Confab.Faults.Kinds;

/// <summary>What befalls three servers on one PostgreSQL, and that PostgreSQL.</summary>
internal static class PostgresFaults
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Fault> All(Postgres postgres) =>
    [
        new Fault("node-killed", OneKilledAsync), new Fault("all-killed", AllKilledAsync), new Fault("node-frozen", OneFrozenAsync),
        new Fault("connections-cut", CutAsync),
        Ours(postgres, "database-restarted", RestartAsync), Ours(postgres, "database-frozen", FreezeAsync)
    ];

    private static Fault Ours(Postgres postgres, string name, Func<Scene, Task> strike) => new(name, strike)
    {
        PrepareAsync = _ => Task.FromResult(postgres.Instance is null ? "only with --database postgres, an instance of our own" : null)
    };

    private static async Task OneKilledAsync(Scene scene)
    {
        for (var kills = scene.Options.Count(12, 3); kills > 0; kills--)
        {
            await scene.ProgressAsync(Random.Shared.Next(1, 40));
            var node = scene.Installation.Nodes[Random.Shared.Next(3)];
            await node.KillAsync();
            await Task.Delay(Random.Shared.Next(500, 3000));
            await node.StartAsync();
        }
    }

    private static async Task AllKilledAsync(Scene scene)
    {
        for (var kills = scene.Options.Count(8, 2); kills > 0; kills--)
        {
            await scene.ProgressAsync(Random.Shared.Next(1, 40));
            await Task.WhenAll(scene.Installation.Nodes.Select(node => node.KillAsync()));
            await Task.WhenAll(scene.Installation.Nodes.Select(node => node.StartAsync()));
        }
    }

    /// <summary>For longer than its leases hold: others take its work over, and it must not act on leases that it lost.</summary>
    private static async Task OneFrozenAsync(Scene scene)
    {
        for (var times = scene.Options.Count(2, 1); times > 0; times--)
        {
            await scene.Installation.Nodes[0].FreezeAsync();
            await Task.Delay(TimeSpan.FromSeconds(20));
            await scene.Installation.Nodes[0].ResumeAsync();
            await Task.Delay(TimeSpan.FromSeconds(3));
        }
    }

    private static async Task CutAsync(Scene scene)
    {
        for (var cuts = scene.Options.Count(20, 5); cuts > 0; cuts--)
        {
            await scene.Postgres!.CutAsync();
            await Task.Delay(Random.Shared.Next(200, 1500));
        }
    }

    private static async Task RestartAsync(Scene scene)
    {
        for (var times = scene.Options.Count(4, 2); times > 0; times--)
        {
            await scene.Postgres!.Instance!.StopNowAsync();
            await Task.Delay(Random.Shared.Next(200, 3000));
            await scene.Postgres.Instance.StartAgainAsync();
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task FreezeAsync(Scene scene)
    {
        await scene.Postgres!.Instance!.FreezeAsync();
        await Task.Delay(TimeSpan.FromSeconds(20));
        await scene.Postgres.Instance.ResumeAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
    }
}
