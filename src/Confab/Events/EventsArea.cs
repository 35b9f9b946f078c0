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
        .AddSingleton<IJobHandler, WebhookHandler>();
}
