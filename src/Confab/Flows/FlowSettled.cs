using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>Wakes the activeflow that waits for a message.</summary>
internal sealed class FlowSettled(Jobs jobs) : IMessageSettled
{
    public Task SettledAsync(Unit unit, Guid customerId, Guid messageId) => jobs.WakeAsync(unit, FlowHandler.JobKind, FlowHandler.MessageLane(messageId));
}
