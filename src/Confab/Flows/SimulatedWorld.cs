using Confab.Conversations;
using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>The world of a simulation: refuses what the real one would refuse at once, and only writes down the rest.</summary>
internal sealed class SimulatedWorld(Sql sql, Guid customerId, MessageSending sending, SmsSending sms) : IFlowWorld
{
    /// <summary>The run that acts in it.</summary>
    public FlowRun Run { get; set; } = null!;

    /// <inheritdoc />
    public Timestamp Now { get; set; }

    /// <summary>What would have been sent.</summary>
    public List<SimulatedSendJson> Sends { get; } = [];

    /// <summary>How many characters that is.</summary>
    public int Size => Sends.Sum(sent => sent.Text.Length + sent.Data.Length + sent.Uri.Length);

    public Task<Flow?> FindFlowAsync(Guid id) => FlowQueries.FindAsync(sql, customerId, id);

    public async Task<Guid> SendAsync(Guid conversationId, string text)
    {
        if (conversationId == Guid.Empty)
            MessageSending.RequireText(text);
        else
            await sending.CheckAsync(sql, await ConversationQueries.FindAsync(sql, customerId, conversationId) ?? throw Problem.NotFound("conversation").AsException(), text);
        Add(new() { ConversationId = conversationId, Text = text });
        return Guid.Empty;
    }

    public async Task SendSmsAsync(string source, IReadOnlyList<Address> destinations, string text)
    {
        var (_, from, to) = await sms.CheckAsync(sql, customerId, source, destinations, text);
        Add(new() { Source = from.Target, Destinations = to.ConvertAll(peer => peer.Target), Text = text });
    }

    public void Call(FlowCall call) => Add(new() { Uri = call.Uri, Method = call.Method, DataType = call.DataType, Data = call.Data });

    private void Add(SimulatedSendJson sent) => Sends.Add(sent with { ActionId = Run.Last.Id, Type = Run.Last.Type });
}
