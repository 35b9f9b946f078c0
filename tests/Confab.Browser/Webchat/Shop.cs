using System.Text;

namespace Confab.Browser.Webchat;

/// <summary>Another site, of its own origin, whose pages carry the chat's tag and nothing else for it.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly FakeHost host;
    private readonly TestServer server;

    private Shop(FakeHost host, TestServer server) => (this.host, this.server) = (host, server);

    /// <summary>The shop's page.</summary>
    public string Page { get; private set; } = "";

    public string WidgetId { get; private set; } = "";

    /// <summary>Opens it, with a widget that its pages may use.</summary>
    /// <param name="server">Whose chat it is.</param>
    /// <param name="answer">What a flow says to every message; nothing where it is empty.</param>
    /// <param name="theme">How the widget looks.</param>
    /// <param name="isAllowed">Whether the widget names this site.</param>
    /// <param name="policy">The page's own Content-Security-Policy, with the server's authority for <c>{0}</c>.</param>
    public static async Task<Shop> OpenAsync(TestServer server, string answer = "", object? theme = null, bool isAllowed = true, string policy = "")
    {
        var shop = new Shop(await FakeHost.OpenAsync(), server);
        var widget = (await server.Admin.PostAsync("/v1.0/webchat_widgets", new
        {
            name = "Shop",
            message_flow_id = answer.Length > 0 ? await server.AddAnswerFlowAsync(answer) : "",
            theme_config = theme ?? new { },
            allowed_origins = isAllowed ? [shop.host.Address] : (string[])["https://elsewhere.example"]
        })).Ok();
        shop.WidgetId = widget.Id;
        var meta = policy.Length > 0 ? $"""<meta http-equiv="Content-Security-Policy" content="{policy.Replace("{0}", new Uri(server.Url).Authority, StringComparison.Ordinal)}">""" : "";
        shop.Page = shop.host.Put("/", Encoding.UTF8.GetBytes($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{meta}<title>Shop</title></head>
            <body><main><h1>Shop</h1><p><a href="/#prices">Prices</a></p></main><script src="{server.Url}/widget.js" data-widget="{widget["direct_hash"]}" async></script></body></html>
            """), "text/html; charset=utf-8");
        return shop;
    }

    /// <summary>The conversations of the shop's visitors.</summary>
    public async Task<JsonElement[]> ConversationsAsync() =>
        [.. (await server.Admin.GetAsync("/v1.0/conversations?type=webchat")).Ok().Result.Where(conversation => conversation.GetProperty("account_id").GetString() == WidgetId)];

    /// <summary>All that the visitors said, oldest first, as those who answer see it.</summary>
    public async Task<List<string>> SaidAsync()
    {
        var all = new List<JsonElement>();
        foreach (var conversation in await ConversationsAsync())
            all.AddRange((await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages")).Ok().Result);
        return [.. all.Where(message => message.GetProperty("direction").GetString() == "incoming")
            .OrderBy(message => message.GetProperty("tm_create").GetString(), StringComparer.Ordinal).Select(message => message.GetProperty("text").GetString()!)];
    }

    /// <summary>An answer to the one visitor there is.</summary>
    public async Task AnswerAsync(string text, ApiClient? by = null)
    {
        var conversation = (await ConversationsAsync()).ShouldHaveSingleItem();
        (await (by ?? server.Admin).PostAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages", new { text })).Ok();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
