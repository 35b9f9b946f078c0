using Confab.Auth;
using Confab.Conversations;
using Confab.Flows.Actions;
using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>Flows: what answers while no agent does, and their runs.</summary>
internal static class FlowsArea
{
    public static void AddFlows(this IServiceCollection services) => services
        .AddSingleton<ActionList>()
        .AddSingleton<IActionKind, ConversationSend>()
        .AddSingleton<IActionKind, MessageSend>()
        .AddSingleton<IActionKind, EmailSend>()
        .AddSingleton<IActionKind, WebhookSend>()
        .AddSingleton<IActionKind, VariableSet>()
        .AddSingleton<IActionKind, Branch>()
        .AddSingleton<IActionKind, ConditionVariable>()
        .AddSingleton<IActionKind, ConditionDatetime>()
        .AddSingleton<IActionKind, Fetch>()
        .AddSingleton<IActionKind, FetchFlow>()
        .AddSingleton<IActionKind, Goto>()
        .AddSingleton<IActionKind, Sleep>()
        .AddSingleton<IActionKind, Block>()
        .AddSingleton<IActionKind, Stop>()
        .AddSingleton<FlowCheck>()
        .AddSingleton<FlowActions>()
        .AddSingleton<ActiveflowActions>()
        .AddSingleton<FlowEngine>()
        .AddSingleton<FlowRunner>()
        .AddSingleton<FlowSimulator>()
        .AddSingleton<FlowCalls>()
        .AddSingleton<FlowStart>()
        .AddSingleton<IMessageReceived>(provider => provider.GetRequiredService<FlowStart>())
        .AddSingleton<IMessageSettled, FlowSettled>()
        .AddSingleton<IActivitySource, RunActivities>()
        .AddSingleton<IJobHandler, FlowHandler>()
        .AddSingleton<IJobHandler, AwaitedCallHandler>()
        .AddSingleton<IJobHandler, FlowCallHandler>();

    public static void MapFlows(this ApiRoutes api)
    {
        var flows = api.Service<FlowActions>();
        api.For("flow", "flows")
            .Get("/flows", Needs.Admin, flows.ListAsync)
            .Post("/flows", Needs.Admin, flows.CreateAsync)
            .Get("/flows/{id}", Needs.Admin, flows.GetAsync)
            .Put("/flows/{id}", Needs.Admin, flows.UpdateAsync)
            .Delete("/flows/{id}", Needs.Admin, flows.DeleteAsync)
            .Post("/flows/{id}/simulate", Needs.Admin, flows.SimulateAsync);
        var activeflows = api.Service<ActiveflowActions>();
        api.For("activeflow", "activeflows")
            .Get("/activeflows", Needs.Admin, activeflows.ListAsync)
            .Post("/activeflows", Needs.Admin, activeflows.CreateAsync)
            .Get("/activeflows/{id}", Needs.Admin, activeflows.GetAsync)
            .Delete("/activeflows/{id}", Needs.Admin, activeflows.DeleteAsync)
            .Post("/activeflows/{id}/stop", Needs.Admin, activeflows.StopAsync)
            .Post("/activeflows/{id}/continue", Needs.Admin, activeflows.ContinueAsync);
    }
}
