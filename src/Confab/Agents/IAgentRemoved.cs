using Confab.Store;

namespace Confab.Agents;

/// <summary>Told of an agent's deletion inside its unit of work: how conversations are unassigned without Agents knowing conversations.</summary>
internal interface IAgentRemoved
{
    Task RemovedAsync(Unit unit, Guid customerId, Guid agentId);
}
