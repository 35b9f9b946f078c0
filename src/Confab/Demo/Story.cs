using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Confab.Demo;

/// <summary>Tells what is asked and answered as it happens, holds it against what is expected, and never shows a credential.</summary>
internal sealed partial class Story(TextWriter output, string url) : IDisposable
{
    private static readonly JsonSerializerOptions Shown = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(url) };
    private readonly Dictionary<string, string> credentials = [];
    private readonly bool colours = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    private int held;
    private int broken;

    /// <summary>The server's address.</summary>
    public string Url => url;

    /// <summary>Names a credential: where it is used, its name is shown.</summary>
    public void Credential(string name, string value) => credentials[name] = value;

    /// <summary>A new part of the story.</summary>
    public void Chapter(string title) => output.WriteLine($"\n{Paint("1;36", title)}\n");

    /// <summary>A request with a named credential in the query, as in the tutorial's curl lines.</summary>
    public async Task<Reply> CallAsync(string method, string path, string? credential, JsonNode? body = null)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        using var request = new HttpRequestMessage(new HttpMethod(method), credential is null ? path : $"{path}{separator}token={credentials[credential]}");
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(Shown), null, "application/json");
        output.WriteLine($"  {Paint("1", $"{method} {path}{(credential is null ? "" : $"{separator}token={credential}")}")}{(body is null ? "" : $"\n    {Mask(body.ToJsonString(Shown))}")}");
        return await SendAsync(request);
    }

    /// <summary>A call as a provider makes it.</summary>
    public async Task<Reply> ProviderAsync(string who, HttpRequestMessage request)
    {
        output.WriteLine($"  {Paint("1", $"{who}: {request.Method} {request.RequestUri!.AbsolutePath}")}");
        return await SendAsync(request);
    }

    /// <summary>Asks again, silently, until a condition holds.</summary>
    public async Task<Reply> UntilAsync(string path, string credential, Func<Reply, bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        for (var tries = 400; ; tries--)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={credentials[credential]}");
            using var response = await http.SendAsync(request);
            var reply = await ReadAsync(response);
            if (holds(reply) || tries == 0)
                return reply;
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>What has to hold.</summary>
    public void Expect(string what, bool holds)
    {
        if (holds)
            held++;
        else
            broken++;
        output.WriteLine(holds ? Paint("32", $"    ✓ {what}") : Paint("1;31", $"    ✗ {what}"));
    }

    /// <summary>Says something.</summary>
    public void Say(string text) => output.WriteLine($"  {text}");

    /// <summary>The last line; true when everything held.</summary>
    public bool Close()
    {
        output.WriteLine($"\n{held + broken} expectations, {held} held{(broken == 0 ? "." : $", {broken} did not.")}");
        return broken == 0;
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var reply = await ReadAsync(response);
        output.WriteLine(Paint("2", $"    → {reply.Status} {Short(Mask(reply.Text))}"));
        return reply;
    }

    private static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new Reply((int)response.StatusCode, text, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : []);
    }

    private string Mask(string text) => Token().Replace(
        credentials.Aggregate(text, (masked, credential) => masked.Replace(credential.Value, credential.Key, StringComparison.Ordinal)), "<TOKEN>");

    /// <summary>A token that has no name yet: the answer to a login.</summary>
    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();

    private static string Short(string text) => text.Length <= 900 ? text : text[..900] + " …";

    private string Paint(string colour, string text) => colours ? $"\e[{colour}m{text}\e[0m" : text;
}

/// <summary>An answer.</summary>
internal sealed record Reply(int Status, string Text, JsonObject Json)
{
    /// <summary>A field as text.</summary>
    public string this[string name] => Json[name]?.ToString() ?? "";

    /// <summary>The rows of a list.</summary>
    public IReadOnlyList<JsonObject> Rows => [.. (Json["result"]?.AsArray() ?? []).Select(row => row!.AsObject())];

    /// <summary>The reason of a refusal.</summary>
    public string Reason => Json["error"]?["reason"]?.ToString() ?? "";
}
