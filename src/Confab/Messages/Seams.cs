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

/// <summary>Stands between the messages of a channel and their other end, where that is a resource of this server: may refuse, and is told of each.</summary>
internal interface IMessageGate
{
    /// <summary>Refuses what cannot go into a conversation, before anything is written. What it relies on stays so until the end of the unit.</summary>
    /// <exception cref="ProblemException">Nothing may be sent there.</exception>
    Task CheckAsync(Sql sql, Conversation conversation);

    /// <summary>A message was written, in or out.</summary>
    /// <exception cref="ProblemException">It may not come in; its unit is undone.</exception>
    Task PassedAsync(Unit unit, Conversation conversation, Message message);
}

/// <summary>Told when it is known what became of a message of ours, inside the unit of work that writes it.</summary>
internal interface IMessageSettled
{
    /// <summary>A message is done or failed.</summary>
    void Settled(Unit unit, Guid customerId, Guid messageId);
}
