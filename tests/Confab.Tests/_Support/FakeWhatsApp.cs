using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Confab.Demo;

namespace Confab.Tests;

/// <summary>Plays Meta's Cloud API: takes messages as strictly as it does, keeps media, and signs its calls.</summary>
internal sealed partial class FakeWhatsApp : LocalServer
{
    public const string NumberId = "106540352242922";
    public const string Token = "whatsapp-access-token-0123456789";
    public const string AppSecret = "whatsapp-app-secret-0123456789";
    public const string VerifyToken = "whatsapp-verify-token-0123456789";

    private static readonly string[] Known = ["messaging_product", "recipient_type", "to", "type", "context", "biz_opaque_callback_data"];
    private readonly ConcurrentQueue<WhatsAppSent> tries = new();
    private readonly Signal signal = new();
    private int last;

    private FakeWhatsApp()
    {
    }

    /// <summary>Every request for a message, answered or not.</summary>
    public IReadOnlyList<WhatsAppSent> Tries => [.. tries];

    /// <summary>What was taken.</summary>
    public IReadOnlyList<WhatsAppSent> Taken => [.. tries.Where(sent => sent.Taken)];

    public static async Task<FakeWhatsApp> StartedAsync()
    {
        var whatsapp = new FakeWhatsApp();
        await whatsapp.StartAsync();
        return whatsapp;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    /// <summary>An account's settings, as they are made.</summary>
    public static object Account(string flowId = "") => new
    {
        type = "whatsapp",
        name = "WhatsApp",
        secret = VerifyToken,
        token = Token,
        message_flow_id = flowId,
        provider_data = new { phone_number_id = NumberId, app_secret = AppSecret }
    };

    /// <summary>A change of the number's, in a call.</summary>
    public static string Body(object value) => JsonSerializer.Serialize(new { @object = "whatsapp_business_account", entry = new[] { new { id = "102290129340398", changes = new[] { new { field = "messages", value } } } } });

    /// <summary>What tells that a person wrote a text.</summary>
    public static string Says(string from, string text, string? id = null, DateTimeOffset? at = null, string name = "Ann") => Body(new
    {
        messaging_product = "whatsapp",
        metadata = new { display_phone_number = "15550783881", phone_number_id = NumberId },
        contacts = new[] { new { profile = new { name }, wa_id = from } },
        messages = new[] { new { from, id = id ?? $"wamid.{Guid.NewGuid():N}", timestamp = $"{(at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds()}", type = "text", text = new { body = text } } }
    });

    /// <summary>What tells that a person reacted to a message of ours.</summary>
    public static string Reacts(string from, string to) => Body(new
    {
        messaging_product = "whatsapp",
        metadata = new { display_phone_number = "15550783881", phone_number_id = NumberId },
        contacts = new[] { new { profile = new { name = "Ann" }, wa_id = from } },
        messages = new[] { new { from, id = $"wamid.{Guid.NewGuid():N}", timestamp = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}", type = "reaction", reaction = new { message_id = to, emoji = "👍" } } }
    });

    /// <summary>What tells statuses.</summary>
    public static string Statuses(params (string Id, string Status, int? Error)[] statuses) => Marked(null, statuses);

    /// <summary>What tells statuses that bring back what went with the call.</summary>
    public static string Marked(string? mark, params (string Id, string Status, int? Error)[] statuses) => Body(new
    {
        messaging_product = "whatsapp",
        metadata = new { display_phone_number = "15550783881", phone_number_id = NumberId },
        statuses = statuses.Select(one => new
        {
            id = one.Id,
            status = one.Status,
            timestamp = "1750030073",
            recipient_id = "16505551234",
            biz_opaque_callback_data = mark,
            errors = one.Error is { } code ? new[] { new { code, title = "Failed" } } : []
        })
    });

    /// <summary>Calls a hook of ours as Meta does, signed; returns the status.</summary>
    public static async Task<int> CallAsync(HttpClient http, string url, string body, string secret = AppSecret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>An error as the Graph API says it.</summary>
    public static Func<HttpContext, Task<bool>> Error(int status, int code, string details = "") => async http =>
    {
        await AnswerAsync(http, status, new { error = new { message = $"(#{code}) Something", type = "OAuthException", code, error_data = new { messaging_product = "whatsapp", details }, fbtrace_id = "A" } });
        return true;
    };

    protected override void Record(HttpContext http, string body)
    {
        if (http.Request.Method != "POST")
            return;
        var sent = new WhatsAppSent($"wamid.fake{Interlocked.Increment(ref last)}", TryParse(body));
        http.Items["sent"] = sent;
        tries.Enqueue(sent);
        signal.Raise();
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() != new AuthenticationHeaderValue("Bearer", Token).ToString())
            await AnswerAsync(http, 401, new { error = new { message = "Invalid OAuth access token - Cannot parse access token", type = "OAuthException", code = 190, fbtrace_id = "A" } });
        else if (http.Request.Method == "POST" && http.Request.Path == $"/v19.0/{NumberId}/messages" && http.Request.HasJsonContentType())
            await SendAsync(http, (WhatsAppSent)http.Items["sent"]!);
        else if (http.Request.Method == "GET" && http.Request.Path == $"/v19.0/{NumberId}")
            await ProbeAsync(http);
        else if (http.Request.Method == "GET" && Media().Match(http.Request.Path) is { Success: true } media)
            await AnswerAsync(http, 200, new { url = $"{Address}/bytes/{media.Groups[1].Value}", mime_type = "image/jpeg", sha256 = "x", file_size = 4, id = media.Groups[1].Value, messaging_product = "whatsapp" });
        else if (http.Request.Method == "GET" && http.Request.Path.StartsWithSegments("/bytes", StringComparison.Ordinal))
        {
            http.Response.ContentType = "image/jpeg";
            await http.Response.Body.WriteAsync(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 });
        }
        else
            await AnswerAsync(http, 400, new { error = new { message = "Unsupported get request. Object does not exist", type = "GraphMethodException", code = 100, error_subcode = 33, fbtrace_id = "A" } });
    }

    private static async Task SendAsync(HttpContext http, WhatsAppSent sent)
    {
        if (sent.Body is not { } body || Fault(body) is { } fault && fault.Length > 0)
        {
            await Error(400, 100, sent.Body is null ? "no JSON" : Fault(sent.Body))(http);
            return;
        }
        sent.Taken = true;
        await AnswerAsync(http, 200, new { messaging_product = "whatsapp", contacts = new[] { new { input = sent.To, wa_id = sent.To } }, messages = new[] { new { id = sent.Id } } });
    }

    private static Task ProbeAsync(HttpContext http)
    {
        var proof = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), Encoding.UTF8.GetBytes(Token)));
        return http.Request.Query["appsecret_proof"] == proof ? AnswerAsync(http, 200, new { display_phone_number = "+1 555-078-3881", verified_name = "Shop", id = NumberId })
            : AnswerAsync(http, 400, new { error = new { message = "Invalid appsecret_proof provided in the API argument", type = "GraphMethodException", code = 100, fbtrace_id = "A" } });
    }

    /// <summary>What Meta would find wrong with a message; empty for nothing.</summary>
    private static string Fault(JsonObject body)
    {
        var type = (string?)body["type"] ?? "";
        var content = body[type];
        if (body.FirstOrDefault(field => !Known.Contains(field.Key) && field.Key != type) is { Key: { } unexpected })
            return $"Unexpected key {unexpected}";
        if ((string?)body["messaging_product"] != "whatsapp" || (string?)body["recipient_type"] != "individual" || !Recipient().IsMatch((string?)body["to"] ?? "") || content is null)
            return "a required parameter is missing";
        if (body["context"] is { } context && !((string?)context["message_id"] ?? "").StartsWith("wamid.", StringComparison.Ordinal))
            return "context.message_id is no message";
        if (((string?)body["biz_opaque_callback_data"] ?? "").Length > 512)
            return "biz_opaque_callback_data is too long";
        return type switch
        {
            "text" => Only(content, "body", "preview_url") && ((string?)content["body"] ?? "").Length is > 0 and <= 4096 ? "" : "text",
            "image" or "video" => Only(content, "link", "caption") && IsLink(content) && ((string?)content["caption"] ?? "").Length <= 1024 ? "" : type,
            "audio" or "sticker" => Only(content, "link") && IsLink(content) ? "" : type,
            "document" => Only(content, "link", "caption", "filename") && IsLink(content) ? "" : type,
            "location" => Only(content, "latitude", "longitude", "name", "address") && content["latitude"] is not null && content["longitude"] is not null ? "" : type,
            "reaction" => Only(content, "message_id", "emoji") && ((string?)content["message_id"] ?? "").StartsWith("wamid.", StringComparison.Ordinal) && content["emoji"] is not null && body["context"] is null ? "" : type,
            "template" => content["name"] is not null && content["language"]?["code"] is not null ? "" : type,
            "interactive" => content["type"] is not null && content["body"]?["text"] is not null && content["action"] is not null ? "" : type,
            "contacts" => content is JsonArray { Count: > 0 } cards && cards.All(card => card?["name"]?["formatted_name"] is not null) ? "" : type,
            _ => $"type {type}"
        };
    }

    private static bool Only(JsonNode content, params string[] names) => content is JsonObject fields && fields.All(field => names.Contains(field.Key));

    private static bool IsLink(JsonNode content) => Uri.TryCreate((string?)content["link"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static JsonObject? TryParse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task AnswerAsync(HttpContext http, int status, object body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(body);
    }

    [GeneratedRegex(@"^/v19\.0/(\d{5,20})$")]
    private static partial Regex Media();

    [GeneratedRegex(@"^\d{7,15}$")]
    private static partial Regex Recipient();
}

/// <summary>A message that WhatsApp was asked to send.</summary>
internal sealed record WhatsAppSent(string Id, JsonObject? Body)
{
    public bool Taken { get; set; }

    public string To => (string?)Body?["to"] ?? "";

    public string Type => (string?)Body?["type"] ?? "";

    public JsonNode Content => Body![Type]!;

    public string Text => (string?)Body?["text"]?["body"] ?? "";

    public string Mark => (string?)Body?["biz_opaque_callback_data"] ?? "";
}
