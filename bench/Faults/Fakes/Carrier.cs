using System.Collections.Concurrent;
using Confab.Channels.Sms.Twilio;
using Confab.Demo;
using Microsoft.AspNetCore.WebUtilities;

namespace Confab.Faults.Fakes;

/// <summary>Plays Twilio, which knows no keys: whatever reaches it twice is sent twice, unless it refused it.</summary>
internal sealed class Carrier : LocalServer
{
    /// <summary>The account's SID.</summary>
    public const string Sid = "AC0123456789abcdef0123456789abcdef";

    /// <summary>The account's auth token.</summary>
    public const string Token = "twilio-auth-token-0123456789";

    private readonly ConcurrentQueue<string> requests = new();
    private readonly ConcurrentQueue<string> refused = new();
    private readonly ConcurrentDictionary<string, string> texts = new();
    private int sids;

    private Carrier()
    {
    }

    /// <summary>How many came so far.</summary>
    public int Count => requests.Count;

    /// <summary>How often each of our messages may have gone out: its requests without those that were refused.</summary>
    public Dictionary<string, int> Sent()
    {
        var refusals = refused.CountBy(id => id).ToDictionary();
        return requests.CountBy(id => id).ToDictionary(entry => entry.Key, entry => entry.Value - refusals.GetValueOrDefault(entry.Key));
    }

    /// <summary>The texts that may have gone out, once for each time.</summary>
    public IEnumerable<string> Texts() => Sent().SelectMany(message => Enumerable.Repeat(texts[message.Key], message.Value));

    /// <summary>Starts one.</summary>
    public static async Task<Carrier> StartedAsync()
    {
        var carrier = new Carrier();
        await carrier.StartAsync();
        return carrier;
    }

    /// <summary>A signed call of a hook.</summary>
    public static HttpRequestMessage Webhook(string hook, params (string Name, string Value)[] fields)
    {
        var body = string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
        var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")) };
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(TwilioSignature.Compute(Token, hook, TwilioForm.Parse(System.Text.Encoding.UTF8.GetBytes(body)))));
        return request;
    }

    /// <inheritdoc />
    protected override void Record(HttpContext http, string body)
    {
        var callback = new Uri(QueryHelpers.ParseQuery(body)["StatusCallback"].ToString());
        var id = QueryHelpers.ParseQuery(callback.Query)["message"].ToString();
        texts[id] = QueryHelpers.ParseQuery(body)["Body"].ToString();
        requests.Enqueue(id);
        http.Response.OnCompleted(() =>
        {
            if (http.Response.StatusCode is 429 or >= 500)
                refused.Enqueue(id);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc />
    protected override Task AnswerAsync(HttpContext http)
    {
        http.Response.StatusCode = 201;
        return http.Response.WriteAsync(JsonSerializer.Serialize(new { sid = $"SM{Interlocked.Increment(ref sids):x32}", status = "queued" }));
    }
}
