using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>Wakes the activeflow that waits for a message.</summary>
internal sealed class FlowSettled(Jobs jobs) : IMessageSettled
{
    public void Settled(Unit unit, Guid customerId, Guid messageId) => jobs.Wake(unit, FlowHandler.JobKind, FlowHandler.MessageLane(messageId));
}
