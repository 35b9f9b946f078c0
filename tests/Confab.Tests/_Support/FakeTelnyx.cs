using System.Collections.Concurrent;
using System.Text;
using Confab.Demo;
using Confab.Tests.Channels.Sms;

namespace Confab.Tests;

/// <summary>Plays Telnyx: takes messages as strictly as its API and signs its calls as it does.</summary>
internal sealed class FakeTelnyx : LocalServer
{
    public const string Key = "telnyx-api-key-0123456789";

    private static readonly string[] Known = ["from", "to", "text", "media_urls", "webhook_url"];
    private readonly ConcurrentQueue<TelnyxSent> tries = new();
    private readonly Signal signal = new();

    private FakeTelnyx()
    {
    }

    /// <summary>Every request for a message, answered or not.</summary>
    public IReadOnlyList<TelnyxSent> Tries => [.. tries];

    public static async Task<FakeTelnyx> StartedAsync()
    {
        var telnyx = new FakeTelnyx();
        await telnyx.StartAsync();
        return telnyx;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    /// <summary>Calls a hook of ours as Telnyx does, signed; returns the status.</summary>
    public static async Task<int> CallAsync(HttpClient http, string url, string body, DateTimeOffset? at = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } } };
        foreach (var (name, value) in TelnyxSigner.Headers(bytes, Key, at ?? DateTimeOffset.UtcNow))
            request.Headers.Add(name, value);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    protected override void Record(HttpContext http, string body)
    {
        if (http.Request.Method != "POST")
            return;
        var json = JsonDocument.Parse(body).RootElement;
        var sent = new TelnyxSent($"telnyx-{Guid.NewGuid():N}", json.GetProperty("from").GetString()!, json.GetProperty("to").GetString()!, json.TryGetProperty("text", out var text) ? text.GetString()! : null, json.GetProperty("webhook_url").GetString()!)
        {
            MediaUrls = json.TryGetProperty("media_urls", out var urls) ? [.. urls.EnumerateArray().Select(url => url.GetString()!)] : null, Fields = [.. json.EnumerateObject().Select(field => field.Name)]
        };
        http.Items["sent"] = sent;
        tries.Enqueue(sent);
        signal.Raise();
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsync("""{"errors":[{"code":"10009","title":"Authentication failed"}]}""");
            return;
        }
        if (http.Request.Path == "/v2/balance")
        {
            await http.Response.WriteAsync("""{"data":{"balance":"1.00","currency":"USD"}}""");
            return;
        }
        var sent = (TelnyxSent)http.Items["sent"]!;
        var sound = http.Request.Path == "/v2/messages" && http.Request.HasJsonContentType() && sent.From.StartsWith('+') && sent.To.StartsWith('+') && sent.Fields.All(Known.Contains)
            && (sent.Text is null ? sent.MediaUrls is not null : sent.Text.Length is > 0 and <= 1600) && sent.MediaUrls is null or { Count: > 0 and <= 10 } && sent.MediaUrls?.All(url => Uri.IsWellFormedUriString(url, UriKind.Absolute)) != false;
        sent.Taken = sound;
        http.Response.StatusCode = sound ? 200 : 422;
        await http.Response.WriteAsync(sound ? $$$"""{"data":{"id":"{{{sent.Id}}}","to":[{"status":"queued"}]}}""" : """{"errors":[{"code":"40310","title":"Invalid","detail":"A field is missing or wrong"}]}""");
    }
}

/// <summary>A message that Telnyx was asked to send.</summary>
internal sealed record TelnyxSent(string Id, string From, string To, string? Text, string WebhookUrl)
{
    /// <summary>Whether it was taken.</summary>
    public bool Taken { get; set; }

    /// <summary>Its media; null where the field is not there.</summary>
    public IReadOnlyList<string>? MediaUrls { get; init; }

    /// <summary>The names of the body's fields.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
