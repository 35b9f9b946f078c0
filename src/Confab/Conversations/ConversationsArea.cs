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
        .AddSingleton<NoteActions>()
        .AddSingleton<ActivityActions>()
        .AddSingleton<IActivitySource, WrittenActivities>()
        .AddSingleton<PickUp>()
        .AddSingleton(provider => new InboxQueries(provider.GetRequiredService<Db>().Nil, provider.GetRequiredService<ChannelList>().ConversationTypes))
        .AddHostedService<SearchIndexer>()
        .AddSingleton<IChore, SnoozeEnd>()
        .AddSingleton<LabelRemoved>()
        .AddSingleton<IChore>(provider => provider.GetRequiredService<LabelRemoved>())
        .AddSingleton<Tags.ITagRemoved>(provider => provider.GetRequiredService<LabelRemoved>())
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
        api.Post("/service_agents/conversations/{id}/take", Needs.Anyone, api.Service<PickUp>().TakeAsync);
        var (desk, notes, activities) = (api.Service<DeskActions>(), api.Service<NoteActions>(), api.Service<ActivityActions>());
        foreach (var (prefix, needs) in ((string, Needs)[])[("/conversations/{id}", Needs.Admin), ("/service_agents/conversations/{id}", Needs.Anyone)])
            api.Post($"{prefix}/read", needs, desk.ReadAsync)
                .Put($"{prefix}/state", needs, conversations.ForOwner(desk.SetStateAsync))
                .Put($"{prefix}/labels", needs, conversations.ForOwner(desk.SetLabelsAsync))
                .Get($"{prefix}/notes", needs, notes.ListAsync)
                .Post($"{prefix}/notes", needs, conversations.ForOwner(notes.AddAsync))
                .Delete($"{prefix}/notes/{{note_id}}", needs, notes.DeleteAsync)
                .Get($"{prefix}/activity", needs, activities.ListAsync);
    }
}
