using Confab.Auth;

namespace Confab.Live;

/// <summary>Events as they happen: over WebSocket, and by requests that wait.</summary>
internal static class LiveArea
{
    /// <summary>A client that answers no ping within half a minute is let go.</summary>
    public static void AddLive(this IServiceCollection services) => services
        .Configure<WebSocketOptions>(options => (options.KeepAliveInterval, options.KeepAliveTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)))
        .AddSingleton<Subscriptions>()
        .AddSingleton<LiveReader>()
        .AddSingleton<LiveSockets>()
        .AddSingleton<FeedActions>()
        .AddHostedService(provider => provider.GetRequiredService<LiveReader>())
        .AddHostedService(provider => provider.GetRequiredService<LiveSockets>());

    /// <summary>Makes handshakes of WebSockets known to the routes.</summary>
    public static void UseLive(this IApplicationBuilder app) => app.UseWhen(http => http.Request.Headers.ContainsKey("Sec-WebSocket-Key"),
        handshakes => handshakes.UseWebSockets());

    public static void MapLive(this ApiRoutes api)
    {
        var sockets = api.Service<LiveSockets>();
        api.Get("/ws", Needs.AnyoneOrVisitor, sockets.ConnectAsync)
            .Get("/service_agents/ws", Needs.Anyone, sockets.ConnectAsync)
            .Get("/events", Needs.Admin, api.Service<FeedActions>().ListAsync);
    }
}
