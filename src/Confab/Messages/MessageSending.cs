using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Accepts messages of ours: stored, announced and queued in one unit of work; delivery follows in the background.</summary>
internal sealed class MessageSending
{
    /// <summary>Accepts a text into a conversation.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent.</exception>
    public Task<Message> SendAsync(Unit unit, Conversation conversation, string text, SenderJson sender) => throw new NotSupportedException($"{unit}{conversation}{text}{sender}");
}
