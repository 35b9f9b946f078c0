using Confab.Store;
using Microsoft.Net.Http.Headers;

namespace Confab.Medias;

/// <summary>
/// Answers with a media's bytes, or a range of them. What a stranger sent must not run in the browser of who looks at it: only what its bytes
/// say that it is a picture, film or sound is shown, all else is a file to be saved, and nothing in it may do anything.
/// </summary>
internal sealed class MediaContent(Blobs blobs)
{
    private const string Harmless = "sandbox; default-src 'none'";

    /// <summary>The bytes of a media.</summary>
    /// <exception cref="ProblemException">There are none, or not yet.</exception>
    public async Task<IResult> AnswerAsync(HttpContext http, Media? media)
    {
        if (media is { Status: not Media.Ready })
            throw Problem.State("STATE_INVALID", media.Status == Media.Pending ? "The media has not been fetched yet." : $"The media could not be fetched: {media.Error}").AsException();
        if (media is null || await blobs.OpenAsync(media.Blob, media.Size) is not { } bytes)
            throw Problem.NotFound("media").AsException();
        var isShown = MediaTypes.IsShown(media.ContentType);
        var disposition = new ContentDispositionHeaderValue(isShown ? "inline" : "attachment");
        disposition.SetHttpFileName(MediaName.Of(media));
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.ContentSecurityPolicy = Harmless;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(bytes, isShown ? media.ContentType : MediaTypes.Unknown, lastModified: media.TmCreate.ToDateTimeOffset(),
            entityTag: new EntityTagHeaderValue($"\"{media.BlobId:N}\""), enableRangeProcessing: true);
    }
}
