using Confab.Auth;
using Confab.Customers;
using Confab.Store;

namespace Confab.Medias;

/// <summary>What the media routes do.</summary>
internal sealed class MediaActions(Db db, MediaUpload upload, MediaContent content, MediaLinks links, MediaRemoval removal, IEnumerable<IMediaChanged> listeners)
{
    public async Task<IResult> UploadAsync(Call call) => Answer(await upload.TakeAsync(call));

    /// <summary>The same for an admin; for an agent only where the customer has turned on <c>agent_reply</c>.</summary>
    public async Task<IResult> UploadForAgentAsync(Call call)
    {
        if (!call.Caller.IsAdmin)
            CustomerActions.RequireAgentReply(await db.ReadAsync(sql => CustomerQueries.FindAsync(sql, call.CustomerId)));
        return await UploadAsync(call);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(await FindAsync(call));

    public async Task<IResult> ContentAsync(Call call) => await content.AnswerAsync(call.Http, await FindAsync(call));

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var media = removal.Delete(unit, Call.Found(await MediaQueries.FindAsync(unit, call.CustomerId, call.Id), "media"));
        foreach (var listener in listeners)
            await listener.ChangedAsync(unit, media);
        return media;
    }));

    /// <summary>The bytes, for whoever has the link.</summary>
    public async Task LinkAsync(HttpContext http)
    {
        var named = links.Read((string?)http.Request.RouteValues["token"] ?? "");
        var media = named is var (customerId, id) ? await db.ReadAsync(sql => MediaQueries.FindAsync(sql, customerId, id)) : null;
        await (await content.AnswerAsync(http, media is { Status: Media.Ready } ? media : null)).ExecuteAsync(http);
    }

    private async Task<Media> FindAsync(Call call) => Call.Found(await db.ReadAsync(sql => MediaQueries.FindAsync(sql, call.CustomerId, call.Id)), "media");

    private IResult Answer(Media media) => Wire.Ok(media.ToJson(links.Url(media)), MediasJson.Wire.MediaJson);
}
