using Confab.Store;

namespace Confab.Medias;

/// <summary>Takes the bytes of medias away, large ones in steps.</summary>
internal sealed class MediaRemoval(Blobs blobs, Jobs jobs) : IChore
{
    private const string ChoreName = "media_removal";

    public string Name => ChoreName;

    public TimeSpan? Every => null;

    /// <summary>Has bytes taken away after the commit.</summary>
    public void Ask(Unit unit, BlobName name)
    {
        if (name.Id != Guid.Empty)
            jobs.Add(unit, Chores.JobFor(ChoreName, name.Id, name.ToString()));
    }

    /// <summary>Deletes a media: its row from what is read, its bytes soon after. Returns what it is then.</summary>
    public Media Delete(Unit unit, Media media)
    {
        var deleted = media with { BlobId = Guid.Empty, TmUpdate = unit.Now, TmDelete = unit.Now };
        MediaQueries.Update(unit, deleted);
        Ask(unit, media.Blob);
        return deleted;
    }

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from) => await blobs.RemoveAsync(unit, BlobName.Parse(from)!.Value) ? null : from;
}
