using Confab.Store;
using Confab.Tags;

namespace Confab.Agents;

/// <summary>A tag that is deleted is taken off the agents that have it, in the same unit of work: they are few.</summary>
internal sealed class AgentTagRemoved(AgentActions agents) : ITagRemoved
{
    public async Task RemovedAsync(Unit unit, Guid customerId, Guid tagId)
    {
        foreach (var agent in await AgentQueries.TaggedAsync(unit, customerId, tagId))
        {
            var tagIds = Wire.Read(agent.TagIds, AgentsJson.Wire.ListGuid).FindAll(id => id != tagId);
            var changed = agent with { TagIds = Wire.Text(tagIds, AgentsJson.Wire.ListGuid), TmUpdate = unit.Now };
            await AgentQueries.UpdateAsync(unit, changed);
            await agents.AnnounceAsync(unit, "agent_updated", changed);
        }
    }
}
