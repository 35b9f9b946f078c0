using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Told of each message that came in, inside the unit of work that stores it: how flows start without Messages knowing flows.</summary>
internal interface IMessageReceived
{
    /// <summary>A message came in.</summary>
    /// <param name="unit">The unit of work that stores it.</param>
    /// <param name="conversation">Its conversation, with the owner of this moment.</param>
    /// <param name="message">The message.</param>
    /// <param name="flowIds">
    /// The flows registered for it: the first that is there answers it. The nil UUID stands for none. Empty for what a machine wrote, which
    /// must not be answered by one.
    /// </param>
    Task ReceivedAsync(Unit unit, Conversation conversation, Message message, IReadOnlyList<Guid> flowIds);
}

/// <summary>Told when it is known what became of a message of ours, inside the unit of work that writes it.</summary>
internal interface IMessageSettled
{
    /// <summary>A message is done or failed.</summary>
    void Settled(Unit unit, Guid customerId, Guid messageId);
}
