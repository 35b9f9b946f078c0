using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Confab.Channels.Sms.Twilio;
using Confab.Demo;
using Microsoft.AspNetCore.WebUtilities;

namespace Confab.Tests;

/// <summary>Plays Twilio: takes messages as strictly as its REST API and signs its calls as it does.</summary>
internal sealed class FakeTwilio : LocalServer
{
    public const string Sid = "AC0123456789abcdef0123456789abcdef";
    public const string Token = "twilio-auth-token-0123456789";

    private static readonly string[] Known = ["From", "To", "Body", "MediaUrl", "StatusCallback"];
    private readonly ConcurrentQueue<TwilioSent> tries = new();
    private readonly ConcurrentQueue<string> asked = new();
    private readonly Signal signal = new();

    private FakeTwilio()
    {
    }

    /// <summary>Every request for a message, answered or not.</summary>
    public IReadOnlyList<TwilioSent> Tries => [.. tries];

    public static async Task<FakeTwilio> StartedAsync()
    {
        var twilio = new FakeTwilio();
        await twilio.StartAsync();
        return twilio;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    /// <summary>Calls a hook of ours as Twilio does, signed; returns the status.</summary>
    public static async Task<int> CallAsync(HttpClient http, string url, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var body = await content.ReadAsByteArrayAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(TwilioSignature.Compute(Token, url, TwilioForm.Parse(body))));
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>Calls a status callback of ours; returns the status of the answer.</summary>
    public static Task<int> TellAsync(HttpClient http, string callback, string sid, string status, string code = "") =>
        CallAsync(http, callback, ("AccountSid", Sid), ("MessageSid", sid), ("MessageStatus", status), ("ErrorCode", code), ("SmsSid", sid), ("SmsStatus", status));

    /// <summary>What its list of messages shows, the newest first.</summary>
    public object[] Listed { get; set; } = [];

    /// <summary>How many of them a page has, at most.</summary>
    public int PerPage { get; set; } = int.MaxValue;

    /// <summary>The addresses of all GETs, with their queries.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>An entry of that list: a message that came in.</summary>
    public static object Entry(string sid, string from, string to, string body, DateTimeOffset created, int medias = 0) => new
    {
        sid,
        direction = "inbound",
        from,
        to,
        body,
        status = "received",
        num_media = $"{medias}",
        date_created = created.ToString("R"),
        date_sent = created.ToString("R")
    };

    protected override void Record(HttpContext http, string body)
    {
        if (http.Request.Method != "POST")
        {
            asked.Enqueue(http.Request.Path + http.Request.QueryString);
            signal.Raise();
            return;
        }
        var form = QueryHelpers.ParseQuery(body);
        tries.Enqueue(new TwilioSent($"SM{tries.Count:x32}", form["From"].ToString(), form["To"].ToString(), form.GetValueOrDefault("Body").ToString(), form["StatusCallback"].ToString()) { MediaUrls = [.. form.GetValueOrDefault("MediaUrl").OfType<string>()], Fields = [.. form.Keys] });
        signal.Raise();
    }

    private const string List = $"/2010-04-01/Accounts/{Sid}/Messages.json";

    private object Page(HttpRequest request)
    {
        var (size, from) = (Math.Min(PerPage, int.Parse(request.Query["PageSize"].ToString())), int.TryParse(request.Query["PageToken"].ToString(), out var token) ? token : 0);
        var next = QueryHelpers.AddQueryString(List, new Dictionary<string, string?> { ["PageSize"] = request.Query["PageSize"], ["DateSent>"] = request.Query["DateSent>"], ["PageToken"] = $"{from + size}" });
        return new { messages = Listed.Skip(from).Take(size), next_page_uri = from + size < Listed.Length ? next : null };
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Method == "GET")
        {
            await http.Response.WriteAsync(JsonSerializer.Serialize(http.Request.Path == List ? Page(http.Request) : (object)new
            {
                status = "active",
                media_list = new[] { new { uri = $"{http.Request.Path}".Replace("/Media.json", "/Media/ME1.json", StringComparison.Ordinal), content_type = "image/png" } }
            }));
            return;
        }
        var sent = tries.Last();
        var authorized = http.Request.Headers.Authorization.ToString() == new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sid}:{Token}"))).ToString();
        var sound = http.Request.Path == List && http.Request.HasFormContentType
            && sent.From.StartsWith('+') && sent.To.StartsWith('+') && sent.Fields.All(Known.Contains)
            && (sent.Fields.Contains("Body") ? sent.Body.Length is > 0 and <= 1600 : sent.MediaUrls.Count > 0) && sent.MediaUrls.Count <= 10 && sent.MediaUrls.All(url => Uri.IsWellFormedUriString(url, UriKind.Absolute)) && Uri.TryCreate(sent.StatusCallback, UriKind.Absolute, out _);
        http.Response.StatusCode = !authorized ? 401 : sound ? 201 : 400;
        await http.Response.WriteAsync(!authorized ? """{"code": 20003, "message": "Authenticate"}"""
            : sound ? JsonSerializer.Serialize(new { sid = sent.Sid, status = "queued" }) : """{"code": 21604, "message": "A parameter is missing or wrong"}""");
    }
}

/// <summary>A message that Twilio was asked to send.</summary>
internal sealed record TwilioSent(string Sid, string From, string To, string Body, string StatusCallback)
{
    public IReadOnlyList<string> MediaUrls { get; init; } = [];

    /// <summary>The names of the form's fields.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
