using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confab.Channels.Line;

namespace Confab.Demo;

/// <summary>
/// Plays LINE's Messaging API, as strictly as LINE: signed webhooks; pushes with retry keys and replies, checked against LINE's own
/// description; profiles, what users sent, the webhook's address and its test, and the quota.
/// </summary>
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

    /// <summary>The names of groups.</summary>
    public ConcurrentDictionary<string, string> Groups { get; } = new();

    /// <summary>The bytes that users sent, by message; empty while LINE makes them ready.</summary>
    public ConcurrentDictionary<string, byte[]> Contents { get; } = new();

    /// <summary>The reply tokens that are still good.</summary>
    public ConcurrentDictionary<string, bool> ReplyTokens { get; } = new();

    /// <summary>Where it calls, empty for nowhere, and whether it does.</summary>
    public (string Url, bool IsActive) Endpoint { get; set; } = ("", true);

    /// <summary>What its test of that address comes to: an HTTP status, 0 where nobody answers.</summary>
    public Func<string, Task<int>> Test { get; set; } = _ => Task.FromResult(200);

    /// <summary>The messages that may be sent in a month; null for any number.</summary>
    public long? Quota { get; set; }

    /// <summary>How often each path was asked for.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new();

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
        Asked.AddOrUpdate($"{http.Request.Method} {http.Request.Path}", 1, (_, count) => count + 1);
        if (http.Request.Path == "/v2/bot/message/push" && JsonNode.Parse(body) is JsonObject push)
            tries.Enqueue(Pushed(http, push));
        signal.Raise();
    }

    /// <inheritdoc />
    protected override Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {token}")
            return RefuseAsync(http, 401, "Authentication failed. Confirm that the access token in the authorization header is valid.");
        var path = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (http.Request.Method, path) switch
        {
            ("POST", ["v2", "bot", "message", "push" or "reply"]) => SendAsync(http, path[3] == "reply"),
            ("GET", ["v2", "bot", "profile", var id]) => ProfileAsync(http, "userId", id, "displayName", Profiles),
            ("GET", ["v2", "bot", "group", var id, "summary"]) => ProfileAsync(http, "groupId", id, "groupName", Groups),
            ("GET", ["v2", "bot", "group" or "room", _, "member", var id]) => ProfileAsync(http, "userId", id, "displayName", Profiles),
            ("GET", ["v2", "bot", "message", "quota"]) => WriteAsync(http, 200, Quota is { } limit ? new JsonObject { ["type"] = "limited", ["value"] = limit } : new JsonObject { ["type"] = "none" }),
            ("GET", ["v2", "bot", "message", "quota", "consumption"]) => WriteAsync(http, 200, new JsonObject { ["totalUsage"] = pushes.Count }),
            ("GET", ["v2", "bot", "message", var id, "content"]) => ContentAsync(http, id),
            ("GET", ["v2", "bot", "info"]) => WriteAsync(http, 200, new JsonObject { ["userId"] = "U0", ["basicId"] = "@fake", ["displayName"] = "Fake", ["chatMode"] = "bot", ["markAsReadMode"] = "auto" }),
            (_, ["v2", "bot", "channel", "webhook", "endpoint"]) => EndpointAsync(http),
            ("POST", ["v2", "bot", "channel", "webhook", "test"]) => TestAsync(http),
            _ => RefuseAsync(http, 404, "Not found")
        };
    }

    private async Task SendAsync(HttpContext http, bool isReply)
    {
        if (await JsonNode.ParseAsync(http.Request.Body) is not JsonObject sent || !http.Request.HasJsonContentType())
            await RefuseAsync(http, 400, "The request body could not be parsed as JSON");
        else if (Fault(http, sent, isReply) is { } fault)
            await WriteAsync(http, 400, new JsonObject { ["message"] = "The request body has 1 error(s)", ["details"] = new JsonArray(new JsonObject { ["message"] = fault.Message, ["property"] = fault.Property }) });
        else if (isReply && !ReplyTokens.TryRemove((string)sent["replyToken"]!, out _))
            await RefuseAsync(http, 400, "Invalid reply token");
        else
            await AcceptAsync(http, sent, http.Request.Headers["X-Line-Retry-Key"].ToString());
    }

    private async Task AcceptAsync(HttpContext http, JsonObject sent, string key)
    {
        var ids = string.Join(' ', sent["messages"]!.AsArray().Select(_ => Interlocked.Increment(ref this.ids)));
        if (key.Length > 0 && accepted.GetOrAdd(key, ids) is var known && known != ids)
        {
            await SentAsync(http, 409, known);
            return;
        }
        pushes.Enqueue(Pushed(http, sent));
        signal.Raise();
        await SentAsync(http, 200, ids);
    }

    /// <summary>What is wrong with a call, and where.</summary>
    private static (string Property, string Message)? Fault(HttpContext http, JsonObject sent, bool isReply)
    {
        var (key, to) = (http.Request.Headers["X-Line-Retry-Key"].ToString(), isReply ? "replyToken" : "to");
        if (key.Length > 0 && (isReply || !Guid.TryParseExact(key, "D", out _)))
            return ("X-Line-Retry-Key", "The retry key is invalid");
        if (sent[to] is not JsonValue value || !value.TryGetValue(out string? target) || target.Length == 0)
            return (to, "May not be empty");
        if (sent["messages"] is not JsonArray { Count: >= 1 and <= 5 } messages)
            return ("messages", "Size must be between 1 and 5");
        for (var i = 0; i < messages.Count; i++)
            if (LineSchema.Fault(JsonSerializer.SerializeToElement(messages[i])) is { } fault)
                return ($"messages[{i}]", fault);
        return null;
    }

    private static LinePushed Pushed(HttpContext http, JsonObject sent)
    {
        var messages = sent["messages"] as JsonArray ?? [];
        return new LinePushed(http.Request.Headers["X-Line-Retry-Key"].ToString(), (string?)sent["to"] ?? "", messages.Count > 0 ? (string?)messages[0]?["text"] ?? "" : "")
        {
            Messages = [.. messages.Select(message => (JsonObject)message!.DeepClone())],
            ReplyToken = (string?)sent["replyToken"] ?? ""
        };
    }

    private static Task ProfileAsync(HttpContext http, string idField, string id, string nameField, ConcurrentDictionary<string, string> names) => names.TryGetValue(id, out var name)
        ? WriteAsync(http, 200, new JsonObject { [idField] = id, [nameField] = name, ["pictureUrl"] = $"https://profile.line-scdn.net/{name}" })
        : RefuseAsync(http, 404, "Not found");

    private async Task ContentAsync(HttpContext http, string id)
    {
        if (!Contents.TryGetValue(id, out var bytes))
            await RefuseAsync(http, 404, "Not found");
        else if (bytes.Length == 0)
            http.Response.StatusCode = 202;
        else
            await http.Response.Body.WriteAsync(bytes);
    }

    private async Task EndpointAsync(HttpContext http)
    {
        if (http.Request.Method == "GET")
            await (Endpoint.Url.Length == 0 ? RefuseAsync(http, 404, "Not found") : WriteAsync(http, 200, new JsonObject { ["endpoint"] = Endpoint.Url, ["active"] = Endpoint.IsActive }));
        else if (http.Request.Method == "PUT" && await EndpointOfAsync(http) is { } url)
        {
            Endpoint = (url, Endpoint.IsActive);
            await WriteAsync(http, 200, []);
        }
        else
            await RefuseAsync(http, 400, "Invalid webhook endpoint URL");
    }

    private async Task TestAsync(HttpContext http)
    {
        if (await EndpointOfAsync(http) is not { } url)
        {
            await RefuseAsync(http, 400, "Invalid webhook endpoint URL");
            return;
        }
        var status = await Test(url);
        await WriteAsync(http, 200, new JsonObject
        {
            ["success"] = status is >= 200 and < 300, ["timestamp"] = "2026-11-25T05:38:20.031Z", ["statusCode"] = status,
            ["reason"] = status switch
            {
                0 => "COULD_NOT_CONNECT",
                >= 200 and < 300 => "OK",
                _ => "ERROR_STATUS_CODE"
            },
            ["detail"] = status == 0 ? "Connection refused" : $"{status}"
        });
    }

    private static async Task<string?> EndpointOfAsync(HttpContext http) => (await JsonNode.ParseAsync(http.Request.Body))?["endpoint"] is JsonValue value
        && value.TryGetValue(out string? url) && url.Length <= 500 && url.StartsWith("https://", StringComparison.Ordinal) ? url : null;

    private static Task SentAsync(HttpContext http, int status, string ids)
    {
        var sent = new JsonObject { ["sentMessages"] = new JsonArray([.. ids.Split(' ').Select(id => new JsonObject { ["id"] = id, ["quoteToken"] = "q" })]) };
        if (status == 409)
            sent["message"] = "The retry key is already accepted";
        return WriteAsync(http, status, sent);
    }

    private static Task RefuseAsync(HttpContext http, int status, string message) => WriteAsync(http, status, new JsonObject { ["message"] = message });

    private static Task WriteAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(JsonSerializerOptions.Web));
    }
}

/// <summary>A push or a reply as it came: its first message's text, and all of its messages.</summary>
internal sealed record LinePushed(string RetryKey, string To, string Text)
{
    /// <summary>The message objects.</summary>
    public IReadOnlyList<JsonObject> Messages { get; init; } = [];

    /// <summary>The reply token; empty for a push.</summary>
    public string ReplyToken { get; init; } = "";
}
