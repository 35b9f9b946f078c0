using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Confab.Demo;

namespace Confab.Tests;

/// <summary>Plays Mailgun: takes mails as strictly as its API and calls hooks as its routes and webhooks do.</summary>
internal sealed partial class FakeMailgun : LocalServer
{
    public const string Domain = "mg.shop.example";
    public const string ApiKey = "mailgun-api-key-0123456789";
    public const string SigningKey = "mailgun-signing-key-0123456789";

    private static readonly string[] Known =
        ["from", "to", "subject", "text", "h:Message-Id", "h:In-Reply-To", "h:References", "h:Auto-Submitted", "v:confab-message"];

    private readonly ConcurrentQueue<Dictionary<string, string>> tries = new();
    private readonly ConcurrentQueue<Dictionary<string, string>> taken = new();
    private readonly Signal signal = new();

    private FakeMailgun()
    {
    }

    /// <summary>The fields of every request for a mail, answered or not.</summary>
    public IReadOnlyList<Dictionary<string, string>> Tries => [.. tries];

    /// <summary>The fields of those that were taken.</summary>
    public IReadOnlyList<Dictionary<string, string>> Taken => [.. taken];

    public static async Task<FakeMailgun> StartedAsync()
    {
        var mailgun = new FakeMailgun();
        await mailgun.StartAsync();
        return mailgun;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    /// <summary>A signature for a call.</summary>
    public static (string Timestamp, string Token, string Signature) Sign(string key = SigningKey, string? token = null, DateTimeOffset? at = null)
    {
        var timestamp = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString();
        var given = token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(25));
        return (timestamp, given, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(timestamp + given))));
    }

    /// <summary>Hands a mail over as <c>store(notify)</c> does; returns the status.</summary>
    public static async Task<int> MailAsync(HttpClient http, string url, (string, string, string)? signature, params (string Name, string Value)[] fields)
    {
        var (timestamp, token, signed) = signature ?? Sign();
        using var content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
            KeyValuePair.Create("timestamp", timestamp), KeyValuePair.Create("token", token), KeyValuePair.Create("signature", signed)]);
        using var response = await http.PostAsync(url, content);
        return (int)response.StatusCode;
    }

    /// <summary>Tells an event; returns the status.</summary>
    public static async Task<int> EventAsync(HttpClient http, string url, object data, (string, string, string)? signature = null)
    {
        var (timestamp, token, signed) = signature ?? Sign();
        using var content = new StringContent(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["signature"] = new { timestamp, token, signature = signed }, ["event-data"] = data
        }), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(url, content);
        return (int)response.StatusCode;
    }

    /// <summary>What an event says of a mail that was sent.</summary>
    public static Dictionary<string, object> Event(Dictionary<string, string> sent, string name, params (string, object)[] more)
    {
        var data = new Dictionary<string, object>
        {
            ["id"] = Guid.NewGuid().ToString("N"), ["event"] = name, ["timestamp"] = 1700000000.25, ["recipient"] = sent["to"], ["log-level"] = "info",
            ["message"] = new { headers = new Dictionary<string, string> { ["message-id"] = sent["h:Message-Id"].Trim('<', '>') }, size = 100 },
            ["user-variables"] = new Dictionary<string, string> { ["confab-message"] = sent["v:confab-message"] }
        };
        foreach (var (key, value) in more)
            data[key] = value;
        return data;
    }

    protected override void Record(HttpContext http, string body)
    {
        http.Request.Body.Position = 0;
        var sent = http.Request.HasFormContentType ? http.Request.Form.ToDictionary(field => field.Key, field => field.Value.ToString()) : [];
        http.Items["sent"] = sent;
        tries.Enqueue(sent);
        signal.Raise();
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        var sent = (Dictionary<string, string>)http.Items["sent"]!;
        var authorized = http.Request.Headers.Authorization.ToString() == new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"api:{ApiKey}"))).ToString();
        var sound = http.Request.Path == $"/v3/{Domain}/messages" && http.Request.HasFormContentType && sent.Keys.All(Known.Contains) && http.Request.Form.Files.All(file => file.Name == "attachment" && file.FileName.Length > 0 && file.Length > 0) && sent.GetValueOrDefault("text") is { Length: > 0 }
            && Mailbox().IsMatch(sent["from"]) && Mailbox().IsMatch(sent["to"]) && !sent["subject"].Contains('\n', StringComparison.Ordinal)
            && sent.Where(field => field.Key is "h:Message-Id" or "h:In-Reply-To").All(field => Id().IsMatch(field.Value))
            && sent.GetValueOrDefault("h:References", "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(id => Id().IsMatch(id));
        if (authorized && sound)
            taken.Enqueue(sent);
        http.Response.StatusCode = !authorized ? 401 : sound ? 200 : 400;
        await http.Response.WriteAsync(!authorized ? "Forbidden" : sound ? JsonSerializer.Serialize(new { id = sent["h:Message-Id"], message = "Queued. Thank you." }) : """{"message": "parameter is not valid"}""");
    }

    [GeneratedRegex(@"^(?:""(?:[^""\\\r\n]|\\.)*"" <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$")]
    private static partial Regex Mailbox();

    [GeneratedRegex(@"^<[^<>\s@]+@[^<>\s@]+>$")]
    private static partial Regex Id();
}
