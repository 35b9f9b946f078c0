using Confab.Auth;
using Confab.Store;

namespace Confab.Medias;

/// <summary>Pictures, films, sounds and files: uploaded or fetched from providers, kept, and handed out again.</summary>
internal static class MediasArea
{
    public static void AddMedias(this IServiceCollection services) => services
        .AddSingleton<MediaKeeper>()
        .AddSingleton<MediaFetcher>()
        .AddSingleton<MediaLinks>()
        .AddSingleton<MediaContent>()
        .AddSingleton<MediaUpload>()
        .AddSingleton<MediaActions>()
        .AddSingleton<MediaRemoval>()
        .AddSingleton<IChore>(provider => provider.GetRequiredService<MediaRemoval>())
        .AddSingleton<IChore, BlobSweep>()
        .AddSingleton<IChore, MediaSweep>()
        .AddSingleton<IJobHandler, MediaHandler>();

    public static void MapMedias(this ApiRoutes api, IEndpointRouteBuilder endpoints)
    {
        var medias = api.Service<MediaActions>();
        api.For("media", "medias")
            .Post("/medias", Needs.Admin, medias.UploadAsync)
            .Post("/service_agents/medias", Needs.Anyone, medias.UploadForAgentAsync)
            .Get("/medias/{id}", Needs.Admin, medias.GetAsync)
            .GetOrHead("/medias/{id}/content", Needs.Admin, medias.ContentAsync)
            .Delete("/medias/{id}", Needs.Admin, medias.DeleteAsync);
        endpoints.MapMethods(MediaLinks.Path + "/{token}/{name}", ["GET", "HEAD"], (RequestDelegate)medias.LinkAsync).WithMetadata(new RouteAccess(Needs.Nothing, null, null));
    }
}
