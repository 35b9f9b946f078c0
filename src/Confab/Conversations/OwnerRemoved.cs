using Confab.Agents;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>An agent that is deleted leaves its conversations to the flow, in the same unit of work.</summary>
internal sealed class OwnerRemoved(ConversationEvents events) : IAgentRemoved
{
    public async Task RemovedAsync(Unit unit, Guid customerId, Guid agentId)
    {
        foreach (var conversation in await ConversationQueries.OwnedAsync(unit, customerId, agentId))
            await events.UpdatedAsync(unit, conversation, conversation with { OwnerId = Guid.Empty }, cause: ActivityTypes.ByAgentDeleted);
    }
}
