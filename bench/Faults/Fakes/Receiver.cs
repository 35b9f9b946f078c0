using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Confab.Demo;
using Confab.Faults.Servers;

namespace Confab.Faults.Fakes;

/// <summary>The customer's webhook receiver, with a door in front that can be shut: keeps every arrival in its order, and which of them it took.</summary>
internal sealed class Receiver : LocalServer
{
    private readonly ConcurrentQueue<Told> arrivals = new();
    private readonly ConcurrentQueue<Told> taken = new();

    private Receiver()
    {
    }

    /// <summary>Shut, it is down: connections are refused.</summary>
    public Balancer Door { get; private set; } = null!;

    /// <summary>Every arrival, whatever it was answered.</summary>
    public IReadOnlyList<Told> Arrivals => [.. arrivals];

    /// <summary>Those that it answered with 200.</summary>
    public IReadOnlyList<Told> Taken => [.. taken];

    /// <summary>How many came so far.</summary>
    public int Count => arrivals.Count;

    /// <summary>Starts one.</summary>
    public static async Task<Receiver> StartedAsync()
    {
        var receiver = new Receiver();
        await receiver.StartAsync();
        receiver.Door = new Balancer([new Uri(receiver.Address).Port]).Open();
        return receiver;
    }

    /// <inheritdoc />
    protected override void Record(HttpContext http, string body)
    {
        var json = JsonNode.Parse(body)!;
        var (type, data) = ((string)json["type"]!, json["data"]!);
        var conversation = !type.StartsWith("conversation_", StringComparison.Ordinal) ? "" : (string)(data["conversation_id"] ?? data["id"])!;
        var told = new Told(Guid.Parse(http.Request.Headers["webhook-id"].ToString()).ToString("N"), type, conversation, type == "conversation_message_created" ? (long)data["sequence"]! : 0);
        http.Items[typeof(Told)] = told;
        arrivals.Enqueue(told);
    }

    /// <inheritdoc />
    protected override Task AnswerAsync(HttpContext http)
    {
        taken.Enqueue((Told)http.Items[typeof(Told)]!);
        return Task.CompletedTask;
    }
}

/// <summary>An event as it was told.</summary>
/// <param name="Id">Its id, 32 hexadecimal digits.</param>
/// <param name="Type">Its type.</param>
/// <param name="Conversation">The conversation that it is about; empty for none.</param>
/// <param name="Sequence">For a message that was created, its place in the conversation.</param>
internal sealed record Told(string Id, string Type, string Conversation, long Sequence);
