using Confab.Store;

namespace Confab.Tags;

/// <summary>Told of a tag's deletion inside its unit of work: how it is taken off what has it, of which Tags knows nothing.</summary>
internal interface ITagRemoved
{
    Task RemovedAsync(Unit unit, Guid customerId, Guid tagId);
}
