using Confab.Auth;

namespace Confab.Tags;

/// <summary>Labels that a customer puts on agents and conversations.</summary>
internal static class TagsArea
{
    public static void AddTags(this IServiceCollection services) => services.AddSingleton<TagActions>();

    public static void MapTags(this ApiRoutes api)
    {
        var tags = api.Service<TagActions>();
        api.For("tag", "tags")
            .Get("/tags", Needs.Admin, tags.ListAsync)
            .Post("/tags", Needs.Admin, tags.CreateAsync)
            .Get("/tags/{id}", Needs.Admin, tags.GetAsync)
            .Put("/tags/{id}", Needs.Admin, tags.UpdateAsync)
            .Delete("/tags/{id}", Needs.Admin, tags.DeleteAsync)
            .Get("/service_agents/tags", Needs.Anyone, tags.ListAsync)
            .Get("/service_agents/tags/{id}", Needs.Anyone, tags.GetAsync);
    }
}
