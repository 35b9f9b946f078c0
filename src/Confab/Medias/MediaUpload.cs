using Confab.Auth;
using Confab.Channels;
using Confab.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Confab.Medias;

/// <summary>Takes in <c>multipart/form-data</c> with one <c>file</c>, which streams to where bytes are kept.</summary>
internal sealed class MediaUpload(Db db, MediaKeeper keeper, MediaRemoval removal, Settings settings)
{
    private const string Field = "file";
    private const int MaxFilename = 255;
    private const int MaxBoundary = 100;

    /// <summary>What the form may have beside the file's bytes.</summary>
    private const int FormBytes = 64 * 1024;

    /// <summary>Keeps the file of a request; the row is written when all of it is there.</summary>
    /// <exception cref="ProblemException">It is no such form, too large, or ends early.</exception>
    public async Task<Media> TakeAsync(Call call)
    {
        var request = call.Http.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundary } boundary)
            throw Problem.NoForm.AsException();
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = settings.MediaBytes + FormBytes;
        try
        {
            return await TakeAsync(call, new MultipartReader(boundary.ToString(), request.Body), call.Http.RequestAborted);
        }
        catch (BlobTooLargeException)
        {
            throw Problem.BodyTooLarge.AsException();
        }
        catch (OperationCanceledException) when (!call.Http.RequestAborted.IsCancellationRequested)
        {
            call.Http.Response.Headers.Connection = "close";
            throw Problem.Invalid(Field, "the rest of it did not come in time.").AsException();
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException || e is InvalidDataException)
        {
            throw Problem.Invalid(Field, "the form is cut short, or not formed as multipart/form-data is.").AsException();
        }
    }

    private async Task<Media> TakeAsync(Call call, MultipartReader form, CancellationToken stop)
    {
        while (await form.ReadNextSectionAsync(stop) is { } section)
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && HeaderUtilities.RemoveQuotes(disposition.Name) == Field)
                return await KeepAsync(call, section, disposition, stop);
        throw Problem.Missing(Field).AsException();
    }

    private async Task<Media> KeepAsync(Call call, MultipartSection section, ContentDispositionHeaderValue disposition, CancellationToken stop)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        if (name.Length > MaxFilename)
            throw Problem.Invalid(Field, $"its name must be at most {MaxFilename} characters long.").AsException();
        var said = MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : "";
        var kept = await keeper.KeepAsync(call.CustomerId, section.Body, ProviderText.Clean(said), stop);
        if (kept.Size == 0)
        {
            await db.WriteAsync(unit => removal.Ask(unit, new BlobName(call.CustomerId, kept.BlobId)));
            throw Problem.Invalid(Field, "must not be empty.").AsException();
        }
        return await db.WriteAsync(unit =>
        {
            var media = kept.In(new Media { Id = Ids.New(unit.Now), CustomerId = call.CustomerId, UploaderId = call.Caller.AgentId, Type = MediaTypes.Kind(kept.ContentType), Filename = ProviderText.Clean(name), TmCreate = unit.Now, TmUpdate = unit.Now });
            MediaQueries.Insert(unit, media);
            return Task.FromResult(media);
        });
    }
}
