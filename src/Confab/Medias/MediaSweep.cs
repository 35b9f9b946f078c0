using Confab.Store;

namespace Confab.Medias;

/// <summary>Takes away bytes that no media names: those of attempts that were cut, once nobody can still be at work on them.</summary>
internal sealed class BlobSweep(Blobs blobs) : IChore
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    public string Name => "media_blobs";

    public TimeSpan? Every => TimeSpan.FromDays(1);

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var (some, next) = await blobs.ListAsync(unit, from);
        var asked = some.Where(name => Ids.TimeOf(name.Id) < unit.Now + -Age)
            .Select(name => (Name: name, IsNamed: unit.Ask<bool>("SELECT 1 FROM medias WHERE customer_id = @CustomerId AND blob_id = @Id", new { name.CustomerId, name.Id }))).ToList();
        foreach (var (name, isNamed) in asked)
            if (!await isNamed && !await blobs.RemoveAsync(unit, name))
                return from;
        return next;
    }
}

/// <summary>Forgets medias that were deleted a month ago.</summary>
internal sealed class MediaSweep : IChore
{
    private static readonly KeyWalk Walk = new("medias", [("customer_id", "a"), ("id", "b")], "tm_delete");
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "medias";

    public TimeSpan? Every => TimeSpan.FromDays(1);

    public Task<string?> StepAsync(Unit unit, string from) => Walk.StepAsync(unit, from, unit.Now + -Kept);
}
