using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Confab.Demo;

/// <summary>Plays a customer's webhook receiver: keeps what came, in the order in which it came, and checks both signatures.</summary>
internal sealed class FakeReceiver : LocalServer
{
    private readonly string secret;
    private readonly ConcurrentQueue<Delivered> all = new();
    private readonly Signal signal = new();

    private FakeReceiver(string secret) => this.secret = secret;

    /// <summary>Every delivery, repeated ones included.</summary>
    public IReadOnlyList<Delivered> All => [.. all];

    /// <summary>Every event once, by its first arrival.</summary>
    public IReadOnlyList<Delivered> Events => [.. all.DistinctBy(delivered => delivered.EventId)];

    /// <summary>Starts one that expects deliveries signed with this secret.</summary>
    public static async Task<FakeReceiver> StartAsync(string secret)
    {
        var receiver = new FakeReceiver(secret);
        await receiver.StartAsync();
        return receiver;
    }

    /// <summary>Waits for an event.</summary>
    public async Task<Delivered> WaitForAsync(Func<Delivered, bool> wanted)
    {
        await signal.WaitAsync(() => all.Any(wanted), TimeSpan.FromSeconds(20));
        return all.First(wanted);
    }

    /// <summary>Waits until a condition on what came holds.</summary>
    public Task WaitAsync(Func<bool> condition, TimeSpan? limit = null) => signal.WaitAsync(condition, limit ?? TimeSpan.FromSeconds(20));

    /// <inheritdoc />
    protected override void Record(HttpContext http, string body)
    {
        var headers = http.Request.Headers;
        var json = JsonNode.Parse(body)!.AsObject();
        var standard = HMACSHA256.HashData(StandardKey(), Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}"));
        all.Enqueue(new Delivered(headers["webhook-id"].ToString(), (string?)json["type"] ?? "", json["data"] as JsonObject ?? [], http.Request.Method,
            headers["X-VoIPBIN-Signature"] == "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))),
            headers["webhook-signature"].ToString().Split(' ').Contains("v1," + Convert.ToBase64String(standard)))
        {
            Headers = headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), Body = body
        });
        signal.Raise();
    }

    /// <inheritdoc />
    protected override Task AnswerAsync(HttpContext http) => Task.CompletedTask;

    private byte[] StandardKey() => secret.StartsWith("whsec_", StringComparison.Ordinal) ? Convert.FromBase64String(secret[6..]) : Encoding.UTF8.GetBytes(secret);
}

/// <summary>A delivery as it came.</summary>
/// <param name="EventId">The event's id, the same on every try.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Data">The resource.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="IsSigned">Whether <c>X-VoIPBIN-Signature</c> fits.</param>
/// <param name="IsStandard">Whether the Standard Webhooks headers fit.</param>
internal sealed record Delivered(string EventId, string Type, JsonObject Data, string Method, bool IsSigned, bool IsStandard)
{
    /// <summary>The headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The raw body.</summary>
    public string Body { get; init; } = "";

    /// <summary>The conversation that the event is about; empty for none.</summary>
    public string ConversationId => (string?)Data["conversation_id"] ?? (Type.StartsWith("conversation_", StringComparison.Ordinal) ? (string?)Data["id"] ?? "" : "");
}
