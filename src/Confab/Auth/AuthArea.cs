using Confab.Store;

namespace Confab.Auth;

/// <summary>Credentials: login, tokens, access keys, limits.</summary>
internal static class AuthArea
{
    public static void AddAuth(this IServiceCollection services) => services
        .AddSingleton<Tokens>()
        .AddSingleton<Credentials>()
        .AddSingleton<StandingCallers>()
        .AddSingleton<RateLimiter>()
        .AddSingleton<Visitors>()
        .AddSingleton<LoginQueue>()
        .AddSingleton<LoginRoutes>()
        .AddSingleton<AccessKeys>()
        .AddSingleton<IChore, RevokedSweep>()
        .AddSingleton<IChore, AccessKeySweep>();

    public static void MapAuth(this ApiRoutes api, IEndpointRouteBuilder endpoints)
    {
        api.Service<LoginRoutes>().Map(endpoints);
        api.Service<AccessKeys>().Map(api);
    }
}
