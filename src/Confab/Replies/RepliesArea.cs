using Confab.Auth;

namespace Confab.Replies;

/// <summary>Texts that agents answer with.</summary>
internal static class RepliesArea
{
    public static void AddReplies(this IServiceCollection services) => services.AddSingleton<CannedReplyActions>();

    public static void MapReplies(this ApiRoutes api)
    {
        var replies = api.Service<CannedReplyActions>();
        api.For("canned_reply", "canned_replies")
            .Post("/canned_replies", Needs.Admin, replies.CreateAsync)
            .Put("/canned_replies/{id}", Needs.Admin, replies.UpdateAsync)
            .Delete("/canned_replies/{id}", Needs.Admin, replies.DeleteAsync);
        foreach (var prefix in (string[])["/canned_replies", "/service_agents/canned_replies"])
            api.Get(prefix, Needs.Anyone, replies.ListAsync)
                .Get($"{prefix}/{{id}}", Needs.Anyone, replies.GetAsync)
                .Post($"{prefix}/{{id}}/render", Needs.Anyone, replies.RenderAsync);
    }
}
