using Confab.Store;

namespace Confab.Conversations;

/// <summary>Activities that are written down as such.</summary>
internal sealed class WrittenActivities : IActivitySource
{
    /// <inheritdoc />
    public Task<List<Activity>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) => Activity.ListAsync(sql, customerId, conversationId, page);
}
