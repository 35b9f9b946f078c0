using Confab.Auth;
using Confab.Channels.Webchat;
using Confab.Messages;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>Web chat: widgets on customers' sites, their visitors' sessions, and what is said in them.</summary>
internal static class WebchatArea
{
    public static void AddWebchat(this IServiceCollection services) => services
        .AddSingleton<WebchatDesk>()
        .AddSingleton<IWebchatDesk>(provider => provider.GetRequiredService<WebchatDesk>())
        .AddSingleton<IMessageGate>(provider => provider.GetRequiredService<WebchatDesk>())
        .AddSingleton<WidgetActions>()
        .AddSingleton<SessionEnd>()
        .AddSingleton<SessionActions>()
        .AddSingleton<WebchatMessageActions>()
        .AddSingleton<BootRoutes>()
        .AddSingleton<IChore, SessionSweep>();

    public static void MapWebchat(this ApiRoutes api, IEndpointRouteBuilder endpoints)
    {
        api.Service<BootRoutes>().Map(endpoints);
        WidgetScript.Map(endpoints);
        WidgetPreview.Map(endpoints);
        var widgets = api.Service<WidgetActions>();
        api.For("webchat_widget", "webchat_widgets")
            .Get("/webchat_widgets", Needs.Admin, widgets.ListAsync)
            .Post("/webchat_widgets", Needs.Admin, widgets.CreateAsync)
            .Get("/webchat_widgets/{id}", Needs.Admin, widgets.GetAsync)
            .Put("/webchat_widgets/{id}", Needs.Admin, widgets.UpdateAsync)
            .Delete("/webchat_widgets/{id}", Needs.Admin, widgets.DeleteAsync)
            .Post("/webchat_widgets/{id}/direct_hash_regenerate", Needs.Admin, widgets.RegenerateAsync);
        var sessions = api.Service<SessionActions>();
        api.For("webchat_session", "webchat_sessions")
            .Get("/webchat_sessions", Needs.AdminOrVisitor, sessions.ListAsync)
            .Post("/webchat_sessions", Needs.AdminOrVisitor, sessions.CreateAsync)
            .Get("/webchat_sessions/{id}", Needs.AdminOrVisitor, sessions.GetAsync)
            .Delete("/webchat_sessions/{id}", Needs.Admin, sessions.DeleteAsync)
            .Post("/webchat_sessions/{id}/end", Needs.AdminOrVisitor, sessions.EndAsync);
        var messages = api.Service<WebchatMessageActions>();
        api.For("webchat_message", "webchat_messages")
            .Get("/webchat_messages", Needs.AdminOrVisitor, messages.ListAsync)
            .Post("/webchat_messages", Needs.AdminOrVisitor, messages.CreateAsync)
            .Get("/webchat_messages/{id}", Needs.Admin, messages.GetAsync)
            .Delete("/webchat_messages/{id}", Needs.Admin, messages.DeleteAsync);
    }
}
