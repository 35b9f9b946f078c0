using Confab.Auth;

namespace Confab.Tests.Webchat;

/// <summary>What a visitor may do, line by line, and that nobody else's things are his.</summary>
public sealed class VisitorTests : IAsyncLifetime
{
    private const string Direct = "DIRECT_ACCESS_NOT_SUPPORTED";
    private TestServer server = null!;
    private WebchatSite site = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        site = await WebchatSite.MakeAsync(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_direct_hash_gives_a_token_for_an_hour_with_what_is_public_of_the_widget()
    {
        var nobody = new ApiClient(server.Http, null);
        foreach (var path in (string[])["/auth/boot", "/v1.0/auth/boot"])
        {
            var boot = (await nobody.PostAsync(path, new { direct_hash = site.Hash })).Ok();
            boot.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["token", "type", "resource_type", "resource_id", "customer_id", "expire"]);
            boot["type"].ShouldBe("direct");
            boot["resource_type"].ShouldBe("webchat_widget");
            boot["resource_id"].ShouldBe(site.WidgetId);
            Timestamp.TryParse(boot["expire"], out var expire).ShouldBeTrue();
            (expire - Timestamp.From(DateTimeOffset.UtcNow)).TotalMinutes.ShouldBeInRange(58, 61);
        }
        (await server.Admin.PutAsync($"/v1.0/webchat_widgets/{site.WidgetId}", new { theme_config = new { primary_color = "#123456", position = "bottom_left" } })).Ok();
        (await nobody.PostAsync("/auth/boot", new { direct_hash = site.Hash })).Ok().Json.GetProperty("resource_data").GetProperty("public_display_config").GetProperty("primary_color").GetString().ShouldBe("#123456");
        (await nobody.PostAsync("/auth/boot", new { direct_hash = "direct.0123456789ab" })).ShouldFail(400, "INVALID_ARGUMENT");
        (await nobody.PostAsync("/auth/boot", new { direct_hash = "" })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");
        (await nobody.PostAsync("/auth/boot", new { direct_hash = 7 })).ShouldFail(400, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task A_visitor_does_what_he_may_and_all_else_is_refused()
    {
        var session = await site.BeginAsync();
        (await site.Visitor.GetAsync($"/v1.0/webchat_sessions/{session}")).Ok();
        (await site.SayAsync(session, "hello")).Ok();
        (await site.SeenAsync(session)).ShouldBe(["inbound hello"]);

        (await site.Visitor.GetAsync("/v1.0/webchat_sessions")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync($"/v1.0/webchat_sessions?widget_id={site.WidgetId}")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync("/v1.0/webchat_messages")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync("/v1.0/webchat_messages?session_id=")).ShouldFail(403, Direct);
        (await site.Visitor.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "outbound", text = "I am the shop" })).ShouldFail(403, Direct);
        (await site.Visitor.DeleteAsync($"/v1.0/webchat_sessions/{session}")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync($"/v1.0/conversations/{Guid.NewGuid()}")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync("/v1.0/service_agents/ws")).ShouldFail(403, Direct);
        (await site.Visitor.PostAsync("/auth/logout")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync("/v1.0/me")).ShouldFail(403, Direct);
        (await site.Visitor.GetAsync("/v1.0/events")).ShouldFail(403, Direct);
        (await site.SayAsync(session, new string('x', 4097))).ShouldFail(400, "INVALID_ARGUMENT");
        (await site.SayAsync(session, new string('x', 4096))).Ok();
        (await site.Visitor.PostAsync("/v1.0/webchat_sessions", new { widget_id = site.WidgetId, referrer = new string('x', 40_000) })).ShouldFail(413, "BODY_TOO_LARGE");
        foreach (var url in (string[])["javascript:alert(1)", "data:text/html,x", "/pricing", "https://" + new string('x', 2048)])
            (await site.Visitor.PostAsync("/v1.0/webchat_sessions", new { widget_id = site.WidgetId, page_url = url })).ShouldFail(400, "INVALID_ARGUMENT");
        (await site.Visitor.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok();
    }

    [Fact]
    public async Task Another_widgets_session_is_not_there_whoevers_it_is()
    {
        var own = await site.BeginAsync();
        foreach (var other in (WebchatSite[])[await WebchatSite.MakeAsync(server), await WebchatSite.MakeAsync(server, admin: await server.AddCustomerAsync())])
        {
            var session = await other.BeginAsync();
            (await other.SayAsync(session, "secret")).Ok();
            foreach (var id in (string[])[session, Guid.NewGuid().ToString()])
            {
                (await site.Visitor.GetAsync($"/v1.0/webchat_sessions/{id}")).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
                (await site.Visitor.PostAsync($"/v1.0/webchat_sessions/{id}/end")).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
                (await site.Visitor.GetAsync($"/v1.0/webchat_messages?session_id={id}")).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
                (await site.SayAsync(id, "x")).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
            }
            (await site.Visitor.PostAsync("/v1.0/webchat_sessions", new { widget_id = other.WidgetId })).ShouldFail(403, Direct);
            await using var live = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
            await live.SubscribeAfterAsync("", $"session_id:{session}:webchat");
            (await live.Closed).Code.ShouldBe(1008);
            live.Rest().ShouldBeEmpty();
        }
        (await site.SeenAsync(own)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_visitor_follows_his_session_and_no_other_topic()
    {
        var (session, second) = (await site.BeginAsync(), await site.BeginAsync());
        var customer = (await server.Admin.GetAsync("/v1.0/customer")).Id;
        foreach (var topics in (string[][])[[$"customer_id:{customer}"], [$"customer_id:{customer}:webchat:{session}"], [$"agent_id:{Guid.Empty}:webchat"], [$"session_id:{session}"], [$"session_id:{session}:conversation"],
            [$"session_id:{session}:webchat:{session}"], [$"session_id:{Guid.NewGuid()}:webchat"], [$"session_id:{session}:webchat", $"session_id:{second}:webchat"]])
        {
            await using var refused = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
            await refused.SubscribeAsync(topics);
            (await refused.Closed).Code.ShouldBe(1008, topics[0]);
        }
        await using var admin = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await admin.SubscribeAsync($"session_id:{session}:webchat");
        (await admin.Closed).Code.ShouldBe(1008);

        (await site.SayAsync(session, "one")).Ok();
        await using var live = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
        await live.SubscribeAfterAsync("", $"session_id:{session}:webchat");
        var first = await live.NextAsync();
        first.GetProperty("data").GetProperty("text").GetString().ShouldBe("one");
        (await site.SayAsync(second, "not yours")).Ok();
        (await site.SayAsync(session, "two")).Ok();
        (await live.NextAsync()).GetProperty("data").GetProperty("text").GetString().ShouldBe("two");
        await using var back = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
        await back.SubscribeAfterAsync(first.GetProperty("cursor").GetString()!, $"session_id:{session}:webchat");
        (await back.NextAsync()).GetProperty("data").GetProperty("text").GetString().ShouldBe("two");
        (await site.Visitor.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok();
        foreach (var client in (LiveClient[])[live, back])
            (await client.NextAsync()).GetProperty("type").GetString().ShouldBe("webchat_session_ended");
    }

    [Theory]
    [InlineData("regenerate")]
    [InlineData("delete")]
    [InlineData("inactive")]
    public async Task A_new_hash_and_a_widget_that_is_gone_end_tokens_and_sockets_within_a_second(string how)
    {
        var session = await site.BeginAsync();
        await using var live = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
        await live.SubscribeAsync($"session_id:{session}:webchat");
        var path = $"/v1.0/webchat_widgets/{site.WidgetId}";
        var answer = await (how switch
        {
            "regenerate" => server.Admin.PostAsync(path + "/direct_hash_regenerate"),
            "delete" => server.Admin.DeleteAsync(path),
            _ => server.Admin.PutAsync(path, new { status = "inactive" })
        });
        var changed = answer.Ok();
        (await site.Visitor.GetAsync($"/v1.0/webchat_sessions/{session}")).ShouldFail(401, "INVALID_CREDENTIALS");
        (await live.Closed).Code.ShouldBe(1008);
        (await new ApiClient(server.Http, null).PostAsync("/auth/boot", new { direct_hash = site.Hash })).ShouldFail(400, "INVALID_ARGUMENT");
        if (how == "regenerate")
            (await (await WebchatSite.VisitorAsync(server, changed["direct_hash"])).GetAsync($"/v1.0/webchat_sessions/{session}")).Ok();
    }

    [Fact]
    public async Task Forged_and_expired_tokens_are_refused_and_no_token_passes_for_another_kind()
    {
        var session = await site.BeginAsync();
        var token = site.Visitor.Credential!;
        foreach (var forged in (string[])[token[..^4] + "AAAA", token[..^1], token[..(token.Length / 2)], token + "A", token.Split('.')[0] + "." + token.Split('.')[1] + ".", "e30." + token.Split('.')[1] + "." + token.Split('.')[2]])
            (await new ApiClient(server.Http, forged).GetAsync($"/v1.0/webchat_sessions/{session}")).ShouldFail(401, "INVALID_CREDENTIALS");
        var (agentId, agent) = await server.AddAgentAsync();
        (await agent.PostAsync("/v1.0/webchat_sessions", new { widget_id = site.WidgetId })).ShouldFail(403, "PERMISSION_DENIED");
        (await agent.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "inbound", text = "x" })).ShouldFail(403, "PERMISSION_DENIED");
        var tokens = server.Services.GetRequiredService<Tokens>();
        var customer = Guid.Parse((await server.Admin.GetAsync("/v1.0/customer")).Id);
        (await new ApiClient(server.Http, (await tokens.CreateDirectAsync(customer, Guid.Parse(agentId), 1)).Token).GetAsync("/v1.0/me")).Status.ShouldBe(401);
        (await new ApiClient(server.Http, await tokens.CreateAsync(customer, Guid.Parse(site.WidgetId), 1)).GetAsync($"/v1.0/webchat_sessions/{session}")).Status.ShouldBe(401);

        await using var later = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(new Ahead()));
        var expired = (await WebchatSite.MakeAsync(later)).Visitor;
        Ahead.By = TimeSpan.FromMinutes(61);
        (await expired.GetAsync($"/v1.0/webchat_sessions/{Guid.NewGuid()}")).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task Pages_of_allowed_sites_may_call_and_read_and_no_others()
    {
        var session = await site.BeginAsync();
        var (get, boot) = ($"/v1.0/webchat_sessions/{session}", "/auth/boot");
        foreach (var path in (string[])[boot, "/v1.0/auth/boot", get, "/v1.0/webchat_sessions", $"{get}/end", "/v1.0/webchat_messages"])
        {
            var preflight = await CallAsync(HttpMethod.Options, path, WebchatSite.Origin, null, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type,idempotency-key"));
            preflight.Status.ShouldBe(204, path);
            preflight.Headers["Access-Control-Allow-Origin"].ShouldBe(WebchatSite.Origin);
            preflight.Headers["Access-Control-Allow-Headers"].ShouldContain("idempotency-key");
            preflight.Headers.ShouldNotContainKey("Access-Control-Allow-Credentials");
            foreach (var evil in (string[])["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"])
            {
                preflight = await CallAsync(HttpMethod.Options, path, evil, null, ("Access-Control-Request-Method", "POST"));
                preflight.Status.ShouldBe(403, path);
                preflight.Headers.ShouldNotContainKey("Access-Control-Allow-Origin");
            }
        }
        foreach (var path in (string[])["/v1.0/conversations", "/v1.0/webchat_widgets", "/auth/login", "/v1.0/me", $"/v1.0/webchat_messages/{Guid.NewGuid()}"])
            (await CallAsync(HttpMethod.Options, path, WebchatSite.Origin, null, ("Access-Control-Request-Method", "POST"))).Headers.ShouldNotContainKey("Access-Control-Allow-Origin");
        (await CallAsync(HttpMethod.Get, "/v1.0/conversations", WebchatSite.Origin, server.AccessKey)).Headers.ShouldNotContainKey("Access-Control-Allow-Origin");

        var read = await CallAsync(HttpMethod.Get, get, WebchatSite.Origin, site.Visitor.Credential);
        read.Ok().Headers["Access-Control-Allow-Origin"].ShouldBe(WebchatSite.Origin);
        read.Headers["Vary"].ShouldContain("Origin");
        var unknown = await CallAsync(HttpMethod.Get, get, WebchatSite.Origin, "nonsense");
        unknown.ShouldFail(401, "INVALID_CREDENTIALS");
        unknown.Headers["Access-Control-Allow-Origin"].ShouldBe(WebchatSite.Origin);
        (await CallAsync(HttpMethod.Get, get, "https://evil.example", site.Visitor.Credential)).ShouldFail(403, "PERMISSION_DENIED");
        (await CallAsync(HttpMethod.Get, get, server.Url, site.Visitor.Credential)).Ok();

        var other = await WebchatSite.MakeAsync(server, new { name = "Other", allowed_origins = new[] { "https://other.example" } });
        var foreign = await CallAsync(HttpMethod.Get, get, "https://other.example", site.Visitor.Credential);
        foreign.ShouldFail(403, "PERMISSION_DENIED");
        foreign.Headers.ShouldNotContainKey("Access-Control-Allow-Origin");
        foreach (var (origin, expected) in ((string, int)[])[(WebchatSite.Origin, 101), (server.Url, 101), ("https://evil.example", 403), ("https://other.example", 403)])
            (await LiveClient.TryAsync(server.Url, site.Visitor.Credential, headers: ("Origin", origin))).ShouldBe(expected, origin);

        (await server.Admin.PutAsync($"/v1.0/webchat_widgets/{other.WidgetId}", new { allowed_origins = Array.Empty<string>() })).Ok();
        (await CallAsync(HttpMethod.Options, boot, "https://other.example", null, ("Access-Control-Request-Method", "POST"))).Status.ShouldBe(403);
        foreach (var bad in (string[])["shop.example", "*", "https://shop.example/path", "javascript:1", "https://u@shop.example", "ftp://shop.example"])
            (await server.Admin.PutAsync($"/v1.0/webchat_widgets/{other.WidgetId}", new { allowed_origins = new[] { bad } })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PutAsync($"/v1.0/webchat_widgets/{other.WidgetId}", new { allowed_origins = new[] { "HTTPS://Shop.Example:443/", "http://bücher.example:8080" } })).Ok()
            .Json.GetProperty("allowed_origins").EnumerateArray().Select(origin => origin.GetString()).ShouldBe(["https://shop.example", "http://xn--bcher-kva.example:8080"]);
    }

    [Fact]
    public async Task Visitors_are_limited_by_address_and_by_widget_and_take_nothing_from_the_customer()
    {
        foreach (var (setting, by) in ((string, string)[])[("VisitorBurst", "ip"), ("WidgetBurst", "customer")])
        {
            await using var limited = await TestServer.StartAsync(settings: new()
            {
                ["Confab:RateLimit:Enabled"] = "true", ["Confab:RateLimit:VisitorPerSecond"] = "1", ["Confab:RateLimit:WidgetPerSecond"] = "1", [$"Confab:RateLimit:{setting}"] = "5"
            });
            var chat = await WebchatSite.MakeAsync(limited);
            var answers = new List<Answer>();
            for (var i = 0; i < 12; i++)
                answers.Add(await chat.Visitor.GetAsync($"/v1.0/webchat_sessions/{Guid.NewGuid()}"));
            var refused = answers.FindAll(answer => answer.Status == 429);
            refused.Count.ShouldBeGreaterThan(3);
            refused[0].ShouldFail(429, "RATE_LIMIT_EXCEEDED");
            refused[0].Json.GetProperty("error").GetProperty("details")[0].GetProperty("limited_by").GetString().ShouldBe(by);
            refused[0].Headers.ShouldContainKey("Retry-After");
            (await limited.Admin.GetAsync("/v1.0/customer")).Ok();
        }
    }

    private Task<Answer> CallAsync(HttpMethod method, string path, string origin, string? credential, params (string Name, string Value)[] headers) =>
        new ApiClient(server.Http, credential).SendAsync(method, path, null, [("Origin", origin), .. headers]);

    private sealed class Ahead : TimeProvider
    {
        public static TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(By.TotalSeconds * TimestampFrequency);
    }
}
