using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Confab.Load;

/// <summary>A Confab server under measurement, and the few API calls that set it up.</summary>
internal sealed class Confab : IAsyncDisposable
{
    private const string LineSecret = "line-channel-secret";
    private static readonly string[] MessageCreated = ["conversation_message_created"];
    private readonly HttpClient http;

    private readonly List<ServerProcess> servers;

    private Confab(List<ServerProcess> servers, string key)
    {
        (this.servers, Key) = (servers, key);
        http = new HttpClient { BaseAddress = new Uri($"http://{Server.Address}/v1.0/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }

    /// <summary>Its processes, on one database.</summary>
    public IReadOnlyList<ServerProcess> Servers => servers;

    /// <summary>The first of them.</summary>
    public ServerProcess Server => Servers[0];

    /// <summary>The access key of first start.</summary>
    public string Key { get; }

    /// <summary>Starts it on a store, with so many nodes.</summary>
    public static async Task<Confab> StartAsync(string program, Store store, Sink line, int nodes = 1)
    {
        var servers = new List<ServerProcess>();
        for (var i = 0; i < nodes; i++)
            servers.Add(await StartAsync(program, i == 0 ? store.Folder : Path.Combine(store.Folder, $"node{i + 1}"), store, line));
        return new Confab(servers, (await File.ReadAllTextAsync(Path.Combine(store.Folder, "admin.key"))).Trim());
    }

    private static Task<ServerProcess> StartAsync(string program, string data, Store store, Sink line) =>
        ServerProcess.StartAsync(program, "serve", "--data", data, $"--Confab:Database={store.Setting}", $"--Confab:Line:ApiUrl={line.Address}",
            "--Confab:RateLimit:Enabled=false", "--Confab:Webhooks:AllowPrivateNetworks=true", "--Confab:Admin:Password=correct-horse-battery");

    /// <summary>Makes a LINE account; returns what makes its hooks.</summary>
    public async Task<Func<Requests>> AddLineAsync(int people)
    {
        var account = await SendAsync(HttpMethod.Post, "conversation_accounts", new { type = "line", name = "LINE", detail = "", secret = LineSecret, token = "token", message_flow_id = "" });
        var path = $"/v1.0/conversation/accounts/{account.GetProperty("id").GetString()}";
        return () => new HookRequests(path, LineSecret, people);
    }

    /// <summary>Has every event sent to an address; empty for none.</summary>
    public Task SetWebhookAsync(string uri) =>
        SendAsync(HttpMethod.Put, "customer", new { webhook_uri = uri, webhook_method = "POST", webhook_secret = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0" });

    /// <summary>Adds an endpoint; returns its id.</summary>
    public async Task<string> AddEndpointAsync(string uri) =>
        (await SendAsync(HttpMethod.Post, "webhook_endpoints", new { uri, event_types = MessageCreated })).GetProperty("id").GetString()!;

    /// <summary>Gives an endpoint another address.</summary>
    public Task MoveEndpointAsync(string id, string uri) => SendAsync(HttpMethod.Put, $"webhook_endpoints/{id}", new { uri });

    /// <summary>Kills one of its nodes; done when it is there again.</summary>
    public async Task KillAsync(int node) => servers[node] = await servers[node].KillAsync();

    /// <summary>The cursor of now.</summary>
    public async Task<string> CursorAsync() => (await EventsFromAsync("")).Next;

    /// <summary>The cursors of all events about conversations after one.</summary>
    public async Task<List<long>> EventsAsync(string after)
    {
        var all = new List<long>();
        for (var (events, next) = await EventsFromAsync(after); events.Count > 0; (events, next) = await EventsFromAsync(next))
            all.AddRange(events);
        return all;
    }

    private async Task<(List<long> Events, string Next)> EventsFromAsync(string after)
    {
        var page = await SendAsync(HttpMethod.Get, $"events?page_size=100&after={after}&type=conversation_created,conversation_message_created,conversation_updated", null);
        return ([.. page.GetProperty("result").EnumerateArray().Select(told => long.Parse(told.GetProperty("cursor").GetString()!))], page.GetProperty("next_cursor").GetString()!);
    }

    /// <summary>The topic of all that happens in conversations.</summary>
    public async Task<string> TopicAsync() => $"customer_id:{(await SendAsync(HttpMethod.Get, "customer", null)).GetProperty("id").GetString()}:conversation";

    /// <summary>The ids of all conversations.</summary>
    public async Task<List<string>> ConversationsAsync()
    {
        var (ids, token) = (new List<string>(), "");
        do
        {
            var page = await SendAsync(HttpMethod.Get, $"conversations?page_size=100&page_token={Uri.EscapeDataString(token)}", null);
            ids.AddRange(page.GetProperty("result").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            token = page.GetProperty("next_page_token").GetString()!;
        }
        while (token.Length > 0);
        return ids;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var server in Servers)
            await server.DisposeAsync();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: new JsonSerializerOptions()) };
        using var response = await http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
