using Confab.Auth;
using Confab.Store;

namespace Confab.Overview;

/// <summary>What a desk's hours were like and how it stands: counted from the events, beside everything else.</summary>
internal static class OverviewArea
{
    public static void AddOverview(this IServiceCollection services) => services
        .AddSingleton<OverviewCounter>()
        .AddHostedService(provider => provider.GetRequiredService<OverviewCounter>())
        .AddSingleton<IChore, OverviewSweep>()
        .AddSingleton<OverviewActions>();

    public static void MapOverview(this ApiRoutes api) => api.Get("/overview", Needs.Admin, api.Service<OverviewActions>().GetAsync);
}
