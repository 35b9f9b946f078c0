using Confab.Auth;

namespace Confab.Agents;

/// <summary>The people who answer.</summary>
internal static class AgentsArea
{
    public static void AddAgents(this IServiceCollection services) => services
        .AddSingleton<AgentActions>()
        .AddSingleton<AgentRights>()
        .AddSingleton<Tags.ITagRemoved, AgentTagRemoved>();

    public static void MapAgents(this ApiRoutes api)
    {
        var agents = api.Service<AgentActions>();
        var rights = api.Service<AgentRights>();
        api.For("agent", "agents")
            .Get("/agents", Needs.Admin, agents.ListAsync)
            .Post("/agents", Needs.Admin, rights.CreateAsync)
            .Get("/agents/{id}", Needs.AdminOrSelf, call => agents.GetAsync(call, call.Id))
            .Put("/agents/{id}", Needs.AdminOrSelf, call => agents.UpdateAsync(call, call.Id))
            .Delete("/agents/{id}", Needs.Admin, rights.DeleteAsync)
            .Put("/agents/{id}/addresses", Needs.AdminOrSelf, call => agents.SetAddressesAsync(call, call.Id))
            .Put("/agents/{id}/tag_ids", Needs.Admin, agents.SetTagsAsync)
            .Put("/agents/{id}/permission", Needs.Admin, rights.SetPermissionAsync)
            .Put("/agents/{id}/status", Needs.AdminOrSelf, call => agents.SetStatusAsync(call, call.Id))
            .Put("/agents/{id}/password", Needs.AdminOrSelf, call => rights.SetPasswordAsync(call, call.Id))
            .Get("/me", Needs.Agent, call => agents.GetAsync(call, call.Caller.AgentId))
            .Get("/service_agents/me", Needs.Agent, call => agents.GetAsync(call, call.Caller.AgentId))
            .Put("/service_agents/me", Needs.Agent, call => agents.UpdateAsync(call, call.Caller.AgentId))
            .Put("/service_agents/me/addresses", Needs.Agent, call => agents.SetAddressesAsync(call, call.Caller.AgentId))
            .Put("/service_agents/me/status", Needs.Agent, call => agents.SetStatusAsync(call, call.Caller.AgentId))
            .Put("/service_agents/me/password", Needs.Agent, call => rights.SetPasswordAsync(call, call.Caller.AgentId))
            .Get("/service_agents/agents", Needs.Anyone, agents.ListAsync)
            .Get("/service_agents/agents/{id}", Needs.Anyone, call => agents.GetAsync(call, call.Id));
    }
}
