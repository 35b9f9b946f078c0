using Confab.Auth;
using Confab.Channels;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Conversations: made by themselves when somebody writes, assigned to agents and handed back.</summary>
internal static class ConversationsArea
{
    public static void AddConversations(this IServiceCollection services) => services
        .AddSingleton<ConversationActions>()
        .AddSingleton<DeskActions>()
        .AddSingleton(provider => new InboxQueries(provider.GetRequiredService<Db>().Nil, provider.GetRequiredService<ChannelList>().ConversationTypes))
        .AddHostedService<SearchIndexer>()
        .AddSingleton<IChore, SnoozeEnd>()
        .AddSingleton<ConversationMedias>()
        .AddSingleton<ConversationOpening>()
        .AddSingleton<ConversationEvents>()
        .AddSingleton<IJobHandler, ProfileHandler>()
        .AddSingleton<Agents.IAgentRemoved, OwnerRemoved>();

    public static void MapConversations(this ApiRoutes api)
    {
        var (conversations, medias) = (api.Service<ConversationActions>(), api.Service<ConversationMedias>());
        api.For("conversation", "conversations")
            .Get("/conversations", Needs.Anyone, conversations.ListAsync)
            .Get("/conversations/{id}", Needs.Admin, conversations.GetAsync)
            .Put("/conversations/{id}", Needs.Admin, conversations.UpdateAsync)
            .Post("/conversations/{id}/unassign", Needs.Anyone, conversations.UnassignAsync)
            .GetOrHead("/conversations/{id}/medias/{media_id}/content", Needs.Anyone, medias.ContentAsync)
            .Get("/service_agents/conversations", Needs.Anyone, conversations.ListForAgentAsync)
            .Get("/service_agents/conversations/{id}", Needs.Anyone, conversations.GetForAgentAsync)
            .Put("/service_agents/conversations/{id}", Needs.Admin, conversations.UpdateAsync)
            .GetOrHead("/service_agents/conversations/{id}/medias/{media_id}/content", Needs.Anyone, medias.ContentAsync)
            .Post("/service_agents/conversations/{id}/unassign", Needs.Anyone, conversations.UnassignAsync);
        var desk = api.Service<DeskActions>();
        foreach (var (prefix, needs) in ((string, Needs)[])[("/conversations/{id}", Needs.Admin), ("/service_agents/conversations/{id}", Needs.Anyone)])
            api.Post($"{prefix}/read", needs, desk.ReadAsync)
                .Post($"{prefix}/close", needs, desk.CloseAsync)
                .Post($"{prefix}/reopen", needs, desk.ReopenAsync)
                .Post($"{prefix}/snooze", needs, conversations.ForOwner(desk.SnoozeAsync))
                .Put($"{prefix}/tags", needs, conversations.ForOwner(desk.SetTagsAsync));
    }
}
