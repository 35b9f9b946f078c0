using Confab.Auth;
using Confab.Events.Webhooks;
using Confab.Store;

namespace Confab.Events;

/// <summary>What happened, and who is told.</summary>
internal static class EventsArea
{
    public static void AddEvents(this IServiceCollection services) => services
        .AddSingleton<EventLog>()
        .AddSingleton<EventSignal>()
        .AddSingleton<GuardedHttp>()
        .AddSingleton<WebhookTargets>()
        .AddSingleton<WebhookSender>()
        .AddSingleton<WebhookTurns>()
        .AddSingleton<WebhookSwitch>()
        .AddSingleton<WebhookReplay>()
        .AddSingleton<EndpointActions>()
        .AddSingleton<DeliveryActions>()
        .AddSingleton<IChore>(provider => provider.GetRequiredService<WebhookReplay>())
        .AddSingleton<IChore, DeliverySweep>()
        .AddSingleton<IChore, EventSweep>()
        .AddSingleton<IJobHandler, WebhookHandler>()
        .AddHostedService<WaitingLog>();

    public static void MapEvents(this ApiRoutes api)
    {
        var endpoints = api.Service<EndpointActions>();
        api.For("webhook_endpoint", "webhook_endpoints")
            .Get("/webhook_endpoints", Needs.Admin, endpoints.ListAsync)
            .Post("/webhook_endpoints", Needs.Admin, endpoints.CreateAsync)
            .Get("/webhook_endpoints/{id}", Needs.Admin, endpoints.GetAsync)
            .Put("/webhook_endpoints/{id}", Needs.Admin, endpoints.UpdateAsync)
            .Delete("/webhook_endpoints/{id}", Needs.Admin, endpoints.DeleteAsync)
            .Post("/webhook_endpoints/{id}/rotate", Needs.Admin, endpoints.RotateAsync)
            .Post("/webhook_endpoints/{id}/test", Needs.Admin, endpoints.TestAsync);
        var deliveries = api.Service<DeliveryActions>();
        api.For("webhook_delivery", "webhook_deliveries")
            .Get("/webhook_deliveries", Needs.Admin, deliveries.ListAsync)
            .Post("/webhook_deliveries/replay", Needs.Admin, deliveries.ReplayAllAsync)
            .Get("/webhook_deliveries/{id}", Needs.Admin, deliveries.GetAsync)
            .Post("/webhook_deliveries/{id}/replay", Needs.Admin, deliveries.ReplayAsync)
            .Post("/webhook_deliveries/{id}/skip", Needs.Admin, deliveries.SkipAsync);
    }
}
