using Confab.Auth;
using Confab.Cli;
using Confab.Demo;
using Confab.Store;

namespace Confab.Tests;

/// <summary>The real server on a free port with a data folder of its own, and a fake LINE and a fake receiver beside it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string AdminUsername = "admin@test";
    public const string AdminPassword = "correct-horse-battery";
    public const string LineSecret = "line-channel-secret-0123456789";
    public const string LineToken = "line-channel-access-token-0123456789";
    public const string WebhookSecret = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0";

    private readonly WebApplication app;
    private readonly DataFolder folder;
    private readonly bool ownsFolder;
    private readonly LogWatch logs;

    private TestServer(WebApplication app, DataFolder folder, bool ownsFolder, LogWatch logs, FakeLine line, FakeReceiver receiver)
    {
        (this.app, this.folder, this.ownsFolder, this.logs, Line, Receiver) = (app, folder, ownsFolder, logs, line, receiver);
        Url = app.Urls.First();
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(60) };
        AccessKey = File.ReadAllText(folder.KeyFile).Trim();
        Admin = new ApiClient(Http, AccessKey);
    }

    public string Url { get; }

    public HttpClient Http { get; }

    /// <summary>The access key of first start.</summary>
    public string AccessKey { get; }

    /// <summary>Calls as that access key.</summary>
    public ApiClient Admin { get; }

    public FakeLine Line { get; }

    public FakeReceiver Receiver { get; }

    public Db Db => app.Services.GetRequiredService<Db>();

    public string DataPath => folder.Path;

    public LogWatch Logs => logs;

    /// <summary>Set by a test in which the server meets an unexpected fault on purpose.</summary>
    public bool ExpectsFaults { get; set; }

    public IServiceProvider Services => app.Services;

    /// <summary>The endpoints, for tests over every route.</summary>
    public IEnumerable<RouteEndpoint> Routes => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static async Task<TestServer> StartAsync(string? data = null, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? replace = null)
    {
        var (line, receiver, logs) = (await FakeLine.StartAsync(LineToken), await FakeReceiver.StartAsync(WebhookSecret), new LogWatch());
        var path = data ?? Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        var all = new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0", ["Confab:Data"] = path, ["Confab:Database"] = await TestDatabase.ForAsync(path), ["Confab:Admin:Username"] = AdminUsername, ["Confab:Admin:Password"] = AdminPassword,
            ["Confab:Line:ApiUrl"] = line.Address, ["Confab:Line:DataUrl"] = line.Address, ["Confab:Twilio:ApiUrl"] = "http://127.0.0.1:9", ["Confab:Telnyx:ApiUrl"] = "http://127.0.0.1:9", ["Confab:Mailgun:ApiUrl"] = "http://127.0.0.1:9", ["Confab:Mailgun:EuApiUrl"] = "http://127.0.0.1:9", ["Confab:WhatsApp:ApiUrl"] = "http://127.0.0.1:9", ["Confab:Webhooks:AllowPrivateNetworks"] = "true",
            ["Confab:Polling:Seconds"] = "0", ["Confab:Webhooks:RetrySeconds"] = "0.2,0.2,0.2,0.2,0.2,0.2,0.2", ["Confab:RateLimit:Enabled"] = "false",
            ["Logging:LogLevel:Default"] = "Debug", ["Logging:LogLevel:Microsoft"] = "Debug"
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        var folder = (all["Confab:Database"] == "sqlite" ? DataFolder.Hold(path) : DataFolder.Open(path)) ?? throw new InvalidOperationException("the data folder is in use");
        var app = Server.Build(ServerOptions.Read(null, all), folder, services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(logs));
            replace?.Invoke(services);
        });
        await Server.PrepareAsync(app.Services);
        await app.StartAsync();
        Server.FindPublicUrl(app);
        return new TestServer(app, folder, data is null, logs, line, receiver);
    }

    /// <summary>Starts another node on the same database.</summary>
    public Task<TestServer> JoinAsync() => StartAsync(DataPath, new() { ["Confab:Line:ApiUrl"] = Line.Address, ["Confab:Line:DataUrl"] = Line.Address });

    /// <summary>Calls as an agent, by the token of a fresh login.</summary>
    public async Task<ApiClient> LoginAsync(string username, string password) => new(Http, await ApiClient.TokenAsync(Http, username, password));

    /// <summary>Makes an agent; returns its id and its calls.</summary>
    public async Task<(string Id, ApiClient Api)> AddAgentAsync(long permission = 16, string? username = null)
    {
        username ??= $"agent-{Guid.NewGuid():N}@test";
        var agent = await Admin.PostAsync("/v1.0/agents", new { username, password = AdminPassword, name = "An agent", detail = "", ring_method = "ringall", permission, tag_ids = Array.Empty<string>(), addresses = Array.Empty<object>() });
        agent.Status.ShouldBe(201);
        return (agent.Id, await LoginAsync(username, AdminPassword));
    }

    /// <summary>A second customer's access key.</summary>
    public async Task<ApiClient> AddCustomerAsync() => new(Http, await Db.WriteAsync(async unit =>
        (await FirstStart.AddCustomerAsync(unit, "Other", $"other-{Guid.NewGuid():N}@test", Passwords.Hash(AdminPassword))).AccessKey));

    /// <summary>Sends every event to the fake receiver.</summary>
    public async Task SetWebhookAsync(string? uri = null) =>
        (await Admin.PutAsync("/v1.0/customer", new { webhook_uri = uri ?? Receiver.Address + "/hook", webhook_method = "POST", webhook_secret = WebhookSecret })).Status.ShouldBe(200);

    /// <summary>Uploads a media.</summary>
    public async Task<Answer> UploadAsync(byte[] bytes, string filename = "file.bin", string contentType = "application/octet-stream", ApiClient? by = null, string path = "/v1.0/medias")
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new(contentType);
        return await (by ?? Admin).SendAsync(HttpMethod.Post, path, new MultipartFormDataContent { { file, "file", filename } });
    }

    /// <summary>Makes a flow.</summary>
    public async Task<string> AddFlowAsync(params object[] actions) => (await Admin.PostAsync("/v1.0/flows", new { name = "flow", detail = "", actions })).Ok().Id;

    /// <summary>Makes an e-mail account at a mail server, by default at one that nobody can reach; returns its id.</summary>
    public async Task<string> AddSmtpAccountAsync(object? providerData = null) => (await Admin.PostAsync("/v1.0/conversation_accounts", new
    {
        type = "email",
        name = "Mail",
        token = FakeMailServer.Password,
        provider_data = providerData ?? new { provider = "smtp", host = "127.0.0.1", port = 9, username = FakeMailServer.Username, from = "desk@shop.example", from_name = "The Shop" }
    })).Ok().Id;

    /// <summary>A flow that answers each message with a fixed text.</summary>
    public Task<string> AddAnswerFlowAsync(string text = "Thank you") => AddFlowAsync(new { type = "conversation_send", option = new { text } });

    /// <summary>Makes a LINE account at the fake LINE; returns it with its hook.</summary>
    public async Task<LineAccount> AddLineAccountAsync(string flowId = "")
    {
        var account = (await Admin.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = "LINE", detail = "", secret = LineSecret, token = LineToken, message_flow_id = flowId })).Ok();
        return new LineAccount(this, account.Id, $"{Url}/v1.0/conversation/accounts/{account.Id}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Dispose();
        await Line.DisposeAsync();
        await Receiver.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(folder.Path, recursive: true);
            await TestDatabase.DropAsync(folder.Path);
        }
        logs.RequireNoCredential();
        if (!ExpectsFaults)
            logs.Faults.ShouldBeEmpty();
    }
}

/// <summary>A LINE account under test: says what people write.</summary>
internal sealed record LineAccount(TestServer Server, string Id, string Hook)
{
    /// <summary>Somebody writes; returns the conversation.</summary>
    public async Task<JsonElement> SayAsync(string userId, string text)
    {
        (await SendAsync(Server.Line.Text(userId, text))).ShouldBe(200);
        return (await Server.Admin.GetAsync($"/v1.0/conversations?dialog_id={userId}")).Ok().Json.GetProperty("result")[0];
    }

    /// <summary>Posts signed events; returns the status.</summary>
    public async Task<int> SendAsync(params System.Text.Json.Nodes.JsonObject[] events)
    {
        using var response = await Server.Http.SendAsync(FakeLine(events));
        return (int)response.StatusCode;
    }

    private HttpRequestMessage FakeLine(System.Text.Json.Nodes.JsonObject[] events) => Demo.FakeLine.Webhook(Hook, TestServer.LineSecret, events);
}
