using Confab.Store;

namespace Confab.Conversations;

/// <summary>Where activities come from: what is written down as such, and what later areas know of a conversation.</summary>
internal interface IActivitySource
{
    /// <summary>A page of a conversation's, newest first by time and id, and a row more: what stands further back is not read.</summary>
    Task<List<Activity>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page);
}
