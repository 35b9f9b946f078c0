using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>What actions need from outside their activeflow: the real world, or a simulated one in which nothing comes of what they do.</summary>
internal interface IFlowWorld
{
    /// <summary>The time.</summary>
    Timestamp Now { get; }

    /// <summary>A flow of the customer, or null.</summary>
    Task<Flow?> FindFlowAsync(Guid id);

    /// <summary>Accepts a text into a conversation; returns the message's id.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent.</exception>
    Task<Guid> SendAsync(Guid conversationId, string text);

    /// <summary>Accepts an SMS from a number of the customer.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent.</exception>
    Task SendSmsAsync(string source, IReadOnlyList<Address> destinations, string text);

    /// <summary>Accepts a mail from one of the customer's e-mail accounts.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent.</exception>
    Task SendMailAsync(string source, IReadOnlyList<Address> destinations, string subject, string content);

    /// <summary>Makes an HTTP call for whose answer nobody waits.</summary>
    void Call(FlowCall call);
}

/// <summary>The real world: all that is done commits together with the place where the activeflow stands.</summary>
internal sealed class FlowWorld(Unit unit, Activeflow activeflow, MessageSending sending, SmsSending sms, EmailSending emails, Jobs jobs) : IFlowWorld
{
    private readonly SenderJson sender = new("flow", activeflow.FlowId);

    public Timestamp Now => unit.Now;

    public Task<Flow?> FindFlowAsync(Guid id) => FlowQueries.FindAsync(unit, activeflow.CustomerId, id);

    public async Task<Guid> SendAsync(Guid conversationId, string text) =>
        await sending.SendAsync(unit, activeflow.CustomerId, conversationId, text, sender) is var (_, message) ? message.Id : throw Problem.NotFound("conversation").AsException();

    public Task SendSmsAsync(string source, IReadOnlyList<Address> destinations, string text) =>
        sms.SendAsync(unit, activeflow.CustomerId, source, destinations, text, sender);

    public Task SendMailAsync(string source, IReadOnlyList<Address> destinations, string subject, string content) =>
        emails.SendAsync(unit, activeflow.CustomerId, source, destinations, subject, content, sender);

    public void Call(FlowCall call) => jobs.Add(unit, FlowCallHandler.JobFor(activeflow, call));
}
