using Confab.Store;

namespace Confab.Messages;

/// <summary>Sends SMS by number: each destination's part appears in the conversation with that peer.</summary>
internal sealed class SmsSending
{
    /// <summary>Accepts a text from a number of the customer's to one or more peers.</summary>
    /// <exception cref="ProblemException">The source is no number of the customer's, or nothing can be sent.</exception>
    public Task<Guid> SendAsync(Unit unit, Guid customerId, string source, IReadOnlyList<Address> destinations, string text, SenderJson sender) => throw new NotSupportedException($"{unit}{customerId}{source}{destinations}{text}{sender}");
}
