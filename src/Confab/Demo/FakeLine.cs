using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Confab.Demo;

/// <summary>Plays LINE's Messaging API, as strictly as LINE: pushes with retry keys, profiles, and signed webhooks.</summary>
internal sealed class FakeLine : LocalServer
{
    private readonly string token;
    private readonly ConcurrentDictionary<string, string> accepted = new();
    private readonly ConcurrentQueue<LinePushed> pushes = new();
    private readonly ConcurrentQueue<LinePushed> tries = new();
    private readonly Signal signal = new();
    private int ids;

    private FakeLine(string token) => this.token = token;

    /// <summary>The names that users are known by; who is not here is unknown to LINE.</summary>
    public ConcurrentDictionary<string, string> Profiles { get; } = new();

    /// <summary>What was accepted, once per retry key.</summary>
    public IReadOnlyList<LinePushed> Pushes => [.. pushes];

    /// <summary>Every push that came, whatever it was answered.</summary>
    public IReadOnlyList<LinePushed> Tries => [.. tries];

    /// <summary>Starts one that takes this channel access token.</summary>
    public static async Task<FakeLine> StartAsync(string token)
    {
        var line = new FakeLine(token);
        await line.StartAsync();
        return line;
    }

    /// <summary>Waits for an accepted push.</summary>
    public async Task<LinePushed> WaitForPushAsync(Func<LinePushed, bool> wanted)
    {
        await signal.WaitAsync(() => pushes.Any(wanted), TimeSpan.FromSeconds(20));
        return pushes.First(wanted);
    }

    /// <summary>Waits until a condition on what came holds.</summary>
    public Task WaitAsync(Func<bool> condition, TimeSpan? limit = null) => signal.WaitAsync(condition, limit ?? TimeSpan.FromSeconds(20));

    /// <summary>A text message from a user.</summary>
    public JsonObject Text(string userId, string text, string? eventId = null) => Event("message", userId, eventId, new JsonObject
    {
        ["message"] = new JsonObject { ["type"] = "text", ["id"] = $"{5_000_000_000_000 + Interlocked.Increment(ref ids)}", ["text"] = text, ["quoteToken"] = "q" }
    });

    /// <summary>An event of any type.</summary>
    public static JsonObject Event(string type, string userId, string? eventId = null, JsonObject? more = null)
    {
        var item = new JsonObject
        {
            ["type"] = type,
            ["mode"] = "active",
            ["timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            ["source"] = new JsonObject { ["type"] = "user", ["userId"] = userId },
            ["webhookEventId"] = eventId ?? $"01EVENT{Guid.NewGuid():N}",
            ["deliveryContext"] = new JsonObject { ["isRedelivery"] = false },
            ["replyToken"] = "r"
        };
        foreach (var (name, value) in more ?? [])
            item[name] = value?.DeepClone();
        return item;
    }

    /// <summary>A webhook call with these events, signed by a channel secret as LINE signs.</summary>
    public static HttpRequestMessage Webhook(string hook, string channelSecret, params JsonObject[] events)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["destination"] = "U0", ["events"] = new JsonArray([.. events.Select(item => item.DeepClone())]) }.ToJsonString());
        return Webhook(hook, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(channelSecret), body)), body);
    }

    /// <summary>A webhook call with any body and any signature; null for none.</summary>
    public static HttpRequestMessage Webhook(string hook, string? signature, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (signature is not null)
            request.Headers.Add("x-line-signature", signature);
        return request;
    }

    /// <inheritdoc />
    protected override void Record(HttpContext http, string body)
    {
        if (http.Request.Path == "/v2/bot/message/push" && JsonNode.Parse(body) is JsonObject push)
            tries.Enqueue(new LinePushed(http.Request.Headers["X-Line-Retry-Key"].ToString(), (string?)push["to"] ?? "", (string?)push["messages"]?[0]?["text"] ?? ""));
        signal.Raise();
    }

    /// <inheritdoc />
    protected override async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {token}")
            await RefuseAsync(http, 401, "Authentication failed. Confirm that the access token in the authorization header is valid.");
        else if (http.Request is { Method: "POST", Path.Value: "/v2/bot/message/push" })
            await PushAsync(http);
        else if (http.Request.Method == "GET" && http.Request.Path.StartsWithSegments("/v2/bot/profile", out var rest))
            await ProfileAsync(http, rest.Value![1..]);
        else
            await RefuseAsync(http, 404, "Not found");
    }

    private async Task PushAsync(HttpContext http)
    {
        var push = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        var key = http.Request.Headers["X-Line-Retry-Key"].ToString();
        var (to, messages) = ((string?)push["to"] ?? "", push["messages"] as JsonArray);
        if (key.Length > 0 && !Guid.TryParseExact(key, "D", out _))
            await RefuseAsync(http, 400, "The retry key is invalid");
        else if (to.Length == 0 || messages is not { Count: >= 1 and <= 5 } || messages.Any(message => (string?)message?["text"] is not { Length: >= 1 and <= 5000 }))
            await RefuseAsync(http, 400, "The request body has 1 error(s)");
        else if (!accepted.TryAdd(key.Length > 0 ? key : Guid.NewGuid().ToString(), $"{Interlocked.Increment(ref ids)}"))
            await SentAsync(http, 409, accepted[key]);
        else
        {
            pushes.Enqueue(new LinePushed(key, to, (string)messages[0]!["text"]!));
            signal.Raise();
            await SentAsync(http, 200, key.Length > 0 ? accepted[key] : "0");
        }
    }

    private Task ProfileAsync(HttpContext http, string userId) => Profiles.TryGetValue(userId, out var name)
        ? WriteAsync(http, 200, new JsonObject { ["userId"] = userId, ["displayName"] = name })
        : RefuseAsync(http, 404, "Not found");

    private static Task SentAsync(HttpContext http, int status, string id) =>
        WriteAsync(http, status, new JsonObject { ["sentMessages"] = new JsonArray(new JsonObject { ["id"] = id, ["quoteToken"] = "q" }) });

    private static Task RefuseAsync(HttpContext http, int status, string message) => WriteAsync(http, status, new JsonObject { ["message"] = message });

    private static Task WriteAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(JsonSerializerOptions.Web));
    }
}

/// <summary>A push as it came.</summary>
internal sealed record LinePushed(string RetryKey, string To, string Text);
