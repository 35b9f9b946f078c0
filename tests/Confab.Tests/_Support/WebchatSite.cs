namespace Confab.Tests;

/// <summary>A web chat widget under test, and a visitor of the page that it stands on.</summary>
internal sealed record WebchatSite(TestServer Server, string WidgetId, string Hash, ApiClient Visitor)
{
    /// <summary>The page's site.</summary>
    public const string Origin = "https://shop.example";

    public static async Task<WebchatSite> MakeAsync(TestServer server, object? further = null, ApiClient? admin = null)
    {
        var widget = (await (admin ?? server.Admin).PostAsync("/v1.0/webchat_widgets", further ?? new { name = "Help", allowed_origins = new[] { Origin } })).Ok();
        return new WebchatSite(server, widget.Id, widget["direct_hash"], await VisitorAsync(server, widget["direct_hash"]));
    }

    /// <summary>Somebody comes by a direct hash.</summary>
    public static async Task<ApiClient> VisitorAsync(TestServer server, string hash) =>
        new(server.Http, (await new ApiClient(server.Http, null).PostAsync("/auth/boot", new { direct_hash = hash })).Ok()["token"]);

    /// <summary>The visitor begins a session; returns its id.</summary>
    public async Task<string> BeginAsync() => (await Visitor.PostAsync("/v1.0/webchat_sessions", new { widget_id = WidgetId, page_url = Origin + "/pricing", referrer = "" })).Ok().Id;

    /// <summary>The visitor says something.</summary>
    public Task<Answer> SayAsync(string session, string text, string? key = null) => Visitor.PostAsync("/v1.0/webchat_messages",
        new { session_id = session, direction = "inbound", text }, key is null ? [] : [("Idempotency-Key", key)]);

    /// <summary>What the visitor sees, oldest first: whose it is and the text.</summary>
    public async Task<List<string>> SeenAsync(string session) => [.. (await Visitor.GetAsync($"/v1.0/webchat_messages?session_id={session}")).Ok().Result
        .Reverse().Select(message => $"{message.GetProperty("direction").GetString()} {message.GetProperty("text").GetString()}")];

    /// <summary>The conversation of a session.</summary>
    public async Task<JsonElement> ConversationAsync(string session) => (await Server.Admin.GetAsync($"/v1.0/conversations?type=webchat&dialog_id={session}")).Ok().Result[0];
}
