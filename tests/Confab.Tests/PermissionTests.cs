using Confab.Auth;

namespace Confab.Tests;

/// <summary>Every route × every kind of caller × own and foreign customer. A route without a line in the table fails.</summary>
public sealed class PermissionTests
{
    /// <summary>What a route lets each caller do: y = let through, 403, 404 = as if it were not there.</summary>
    /// <param name="Admin">An admin, a manager.</param>
    /// <param name="Owner">The agent that the thing belongs to: owns the conversation, or is the agent.</param>
    /// <param name="Other">Another agent of the customer.</param>
    /// <param name="Foreign">Another customer's admin.</param>
    /// <param name="Key">An access key.</param>
    /// <param name="Visitor">A visitor of a web chat, whatever the thing; all else is 403 <c>DIRECT_ACCESS_NOT_SUPPORTED</c>.</param>
    private sealed record Rule(string Admin, string Owner, string Other, string Foreign, string Key = "y", string Visitor = "403");

    private static readonly Rule AdminOnly = new("y", "403", "403", "y");
    private static readonly Rule AdminOnlyThing = new("y", "403", "403", "404");
    private static readonly Rule SelfThing = new("y", "y", "403", "404");
    private static readonly Rule EveryoneThing = new("y", "y", "y", "404");
    private static readonly Rule Everyone = new("y", "y", "y", "y");
    private static readonly Rule AgentsOnly = new("y", "y", "y", "y", Key: "403");

    private static readonly Dictionary<string, Rule> Table = new()
    {
        ["GET /conversations"] = AdminOnly, // without owner_id; TutorialTests has the rest
        ["GET /conversations/{id}"] = AdminOnlyThing,
        ["PUT /conversations/{id}"] = AdminOnlyThing,
        ["POST /conversations/{id}/unassign"] = SelfThing,
        ["GET /conversations/{id}/messages"] = AdminOnlyThing,
        ["POST /conversations/{id}/messages"] = AdminOnlyThing,
        ["GET /conversations/{id}/medias/{media_id}/content"] = SelfThing,
        ["GET /service_agents/conversations/{id}/medias/{media_id}/content"] = SelfThing,
        ["GET /service_agents/conversations"] = Everyone,
        ["GET /service_agents/conversations/{id}"] = SelfThing,
        ["PUT /service_agents/conversations/{id}"] = AdminOnlyThing,
        ["POST /service_agents/conversations/{id}/unassign"] = SelfThing,
        ["GET /service_agents/conversations/{id}/messages"] = SelfThing,
        ["POST /service_agents/conversations/{id}/messages"] = AdminOnlyThing, // agent_reply: SendingTests
        ["GET /agents"] = AdminOnly,
        ["POST /agents"] = AdminOnly,
        ["GET /agents/{id}"] = SelfThing,
        ["PUT /agents/{id}"] = SelfThing,
        ["DELETE /agents/{id}"] = AdminOnlyThing,
        ["PUT /agents/{id}/addresses"] = SelfThing,
        ["PUT /agents/{id}/tag_ids"] = AdminOnlyThing,
        ["PUT /agents/{id}/permission"] = AdminOnlyThing,
        ["PUT /agents/{id}/status"] = SelfThing,
        ["PUT /agents/{id}/password"] = SelfThing,
        ["GET /me"] = AgentsOnly,
        ["GET /service_agents/me"] = AgentsOnly,
        ["PUT /service_agents/me"] = AgentsOnly,
        ["PUT /service_agents/me/addresses"] = AgentsOnly,
        ["PUT /service_agents/me/status"] = AgentsOnly,
        ["PUT /service_agents/me/password"] = AgentsOnly,
        ["GET /service_agents/agents"] = Everyone,
        ["GET /service_agents/agents/{id}"] = EveryoneThing,
        ["GET /service_agents/tags"] = Everyone,
        ["GET /service_agents/tags/{id}"] = EveryoneThing,
        ["GET /service_agents/customer"] = Everyone,
        ["POST /webchat_widgets/{id}/direct_hash_regenerate"] = AdminOnlyThing,
        ["GET /webchat_sessions"] = AdminOnly,
        ["POST /webchat_sessions"] = AdminOnly with { Visitor = "y" },
        ["GET /webchat_sessions/{id}"] = AdminOnlyThing with { Visitor = "y" },
        ["DELETE /webchat_sessions/{id}"] = AdminOnlyThing,
        ["POST /webchat_sessions/{id}/end"] = AdminOnlyThing with { Visitor = "y" },
        ["GET /webchat_messages"] = AdminOnly, // a visitor's with session_id: VisitorTests
        ["POST /webchat_messages"] = AdminOnly with { Visitor = "y" },
        ["GET /webchat_messages/{id}"] = AdminOnlyThing,
        ["DELETE /webchat_messages/{id}"] = AdminOnlyThing,
        ["GET /ws"] = Everyone with { Visitor = "y" }, // what each may follow: SocketTests
        ["GET /service_agents/ws"] = Everyone,
        ["GET /events"] = AdminOnly,
        ["POST /conversation_accounts/{id}/check"] = AdminOnlyThing,
        ["GET /conversation_account_types"] = AdminOnly,
        ["GET /customer"] = AdminOnly,
        ["PUT /customer"] = AdminOnly,
        ["PUT /customer/metadata"] = AdminOnly,
        ["GET /messages"] = AdminOnly,
        ["POST /messages"] = AdminOnly,
        ["GET /messages/{id}"] = AdminOnlyThing,
        ["DELETE /messages/{id}"] = AdminOnlyThing,
        ["GET /emails"] = AdminOnly,
        ["POST /emails"] = AdminOnly,
        ["GET /emails/{id}"] = AdminOnlyThing,
        ["DELETE /emails/{id}"] = AdminOnlyThing,
        ["GET /prices"] = AdminOnly,
        ["POST /prices"] = AdminOnly,
        ["GET /prices/{id}"] = AdminOnlyThing,
        ["PUT /prices/{id}"] = AdminOnlyThing,
        ["DELETE /prices/{id}"] = AdminOnlyThing,
        ["GET /billings"] = AdminOnly,
        ["GET /overview"] = AdminOnly,
        ["GET /opt_outs"] = AdminOnly,
        ["POST /opt_outs"] = AdminOnly,
        ["POST /messages/segments"] = AdminOnly,
        ["POST /medias"] = AdminOnly,
        ["POST /service_agents/medias"] = AdminOnly, // agent_reply: AgentFileTests
        ["GET /medias/{id}"] = AdminOnlyThing,
        ["GET /medias/{id}/content"] = AdminOnlyThing,
        ["DELETE /medias/{id}"] = AdminOnlyThing,
        ["GET /phone/messages"] = AdminOnly,
        ["POST /phone/messages"] = AdminOnly,
        ["PUT /numbers/{id}/flow_ids"] = AdminOnlyThing,
        ["PUT /numbers/{id}/metadata"] = AdminOnlyThing,
        ["POST /flows/{id}/simulate"] = AdminOnlyThing,
        ["POST /activeflows/{id}/stop"] = AdminOnlyThing,
        ["POST /activeflows/{id}/continue"] = AdminOnlyThing,
        ["POST /webhook_endpoints/{id}/rotate"] = AdminOnlyThing,
        ["POST /webhook_endpoints/{id}/test"] = AdminOnlyThing,
        ["GET /webhook_deliveries"] = AdminOnly,
        ["POST /webhook_deliveries/replay"] = AdminOnly,
        ["GET /webhook_deliveries/{id}"] = AdminOnlyThing,
        ["POST /webhook_deliveries/{id}/replay"] = AdminOnlyThing,
        ["POST /webhook_deliveries/{id}/skip"] = AdminOnlyThing,
        ["GET /activeflows"] = AdminOnly,
        ["POST /activeflows"] = AdminOnly,
        ["GET /activeflows/{id}"] = AdminOnlyThing,
        ["DELETE /activeflows/{id}"] = AdminOnlyThing
    };

    static PermissionTests()
    {
        Table["POST /service_agents/conversations/{id}/take"] = new("y", "403", "403", "404", Key: "403"); // agent_pickup: PickUpTests
        foreach (var area in (string[])["/canned_replies", "/service_agents/canned_replies"])
            (Table[$"GET {area}"], Table[$"GET {area}/{{id}}"], Table[$"POST {area}/{{id}}/render"]) = (Everyone, EveryoneThing, EveryoneThing);
        (Table["POST /canned_replies"], Table["PUT /canned_replies/{id}"], Table["DELETE /canned_replies/{id}"]) = (AdminOnly, AdminOnlyThing, AdminOnlyThing);
        foreach (var route in (string[])["GET ~/opt_out", "POST ~/read", "PUT ~/state", "PUT ~/labels", "GET ~/notes", "POST ~/notes", "DELETE ~/notes/{note_id}", "GET ~/activity"])
            (Table[route.Replace("~", "/conversations/{id}", StringComparison.Ordinal)], Table[route.Replace("~", "/service_agents/conversations/{id}", StringComparison.Ordinal)]) = (AdminOnlyThing, SelfThing);
        foreach (var area in (string[])["accesskeys", "tags", "conversation_accounts", "numbers", "flows", "webhook_endpoints", "webchat_widgets"])
            foreach (var (route, rule) in ((string, Rule)[])[($"GET /{area}", AdminOnly), ($"POST /{area}", AdminOnly), ($"GET /{area}/{{id}}", AdminOnlyThing), ($"PUT /{area}/{{id}}", AdminOnlyThing), ($"DELETE /{area}/{{id}}", AdminOnlyThing)])
                Table[route] = rule;
    }

    [Fact]
    public async Task Every_route_lets_through_whom_the_table_says_and_nobody_else()
    {
        await using var server = await TestServer.StartAsync();
        var world = await World.MakeAsync(server);
        var routes = server.Routes.Where(route => route.Metadata.GetMetadata<RouteAccess>() is { Needs: not Needs.Nothing })
            .Select(route => (Method: route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], Path: route.RoutePattern.RawText!)).Where(route => !route.Path.Contains("/auth/", StringComparison.Ordinal)).ToList();
        routes.Select(route => $"{route.Method} {route.Path["/v1.0".Length..]}").Except(Table.Keys).ShouldBeEmpty("routes without a line in the table");
        Table.Keys.Except(routes.Select(route => $"{route.Method} {route.Path["/v1.0".Length..]}")).ShouldBeEmpty("lines without a route");

        var wrong = new List<string>();
        foreach (var (method, path) in routes.OrderBy(route => route.Method == "DELETE"))
        {
            var name = $"{method} {path["/v1.0".Length..]}";
            var rule = Table[name];
            foreach (var (who, api, expected) in ((string, ApiClient, string)[])
                [("foreign", world.Foreign, rule.Foreign), ("other", world.Other, rule.Other), ("owner", world.Owner, rule.Owner), ("nobody", world.Nobody, "401"), ("manager", world.Manager, rule.Admin), ("admin", world.Admin, rule.Admin), ("key", server.Admin, rule.Key), ("visitor", world.Visitor, rule.Visitor)])
            {
                var thing = await world.ThingAsync(name);
                // A body that is refused after all permissions have been looked at: nothing changes, and 400 means let through.
                using var body = method is "PUT" or "POST" && !name.EndsWith("unassign", StringComparison.Ordinal) && !name.EndsWith("stop", StringComparison.Ordinal) && !name.EndsWith("/end", StringComparison.Ordinal) ? new StringContent("[]", null, "application/json") : null;
                var answer = await api.SendAsync(new HttpMethod(method), path.Replace("{id}", thing, StringComparison.Ordinal).Replace("{media_id}", world.MediaId, StringComparison.Ordinal).Replace("{note_id}", world.NoteId, StringComparison.Ordinal), body);
                var got = answer.Status switch { 401 or 403 or 404 => answer.Status.ToString(), < 500 => "y", _ => "500" };
                if (got != expected)
                    wrong.Add($"{name} by {who}: {answer.Status} instead of {expected}: {answer.Text}");
                if (who == "visitor" && answer.Status == 403 && answer.Reason != "DIRECT_ACCESS_NOT_SUPPORTED")
                    wrong.Add($"{name} by {who}: {answer.Reason}");
                if (path.Contains("{id}", StringComparison.Ordinal) && who != "nobody" && (who != "visitor" || rule.Visitor == "y"))
                    await RequireSame404Async(api, method, path, thing, answer, wrong, name);
            }
        }
        wrong.ShouldBeEmpty();
    }

    /// <summary>A thing that does not exist is the same 404 for everybody as another customer's, byte for byte but for the request id.</summary>
    private static async Task RequireSame404Async(ApiClient api, string method, string path, string thing, Answer answer, List<string> wrong, string name)
    {
        var missing = await api.SendAsync(new HttpMethod(method), path.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal), null);
        if (missing.Status != 404 || (answer.Status == 404 && Anonymous(missing) != Anonymous(answer)))
            wrong.Add($"{name}: {missing.Status} for what does not exist, {thing}");
    }

    private static string Anonymous(Answer answer) => answer.Text.Replace(answer.Json.GetProperty("error").GetProperty("request_id").GetString()!, "", StringComparison.Ordinal);

    /// <summary>A customer with one of everything, and somebody of every kind.</summary>
    private sealed class World
    {
        private TestServer server = null!;
        private LineAccount line = null!;
        private string ownerId = "";
        private WebchatSite site = null!;
        private int made;

        /// <summary>A media of the conversation that was asked for last.</summary>
        public string MediaId { get; private set; } = "";

        /// <summary>A note of its owner's about the conversation that was asked for last.</summary>
        public string NoteId { get; private set; } = "";

        public ApiClient Admin { get; private set; } = null!;

        public ApiClient Manager { get; private set; } = null!;

        public ApiClient Owner { get; private set; } = null!;

        public ApiClient Other { get; private set; } = null!;

        public ApiClient Foreign { get; private set; } = null!;

        public ApiClient Nobody { get; private set; } = null!;

        public ApiClient Visitor { get; private set; } = null!;

        public static async Task<World> MakeAsync(TestServer server)
        {
            var world = new World
            {
                server = server, line = await server.AddLineAccountAsync(), Admin = await server.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword),
                Nobody = new ApiClient(server.Http, null)
            };
            (world.ownerId, world.Owner) = await server.AddAgentAsync();
            (_, world.Other) = await server.AddAgentAsync();
            await server.AddSmtpAccountAsync();
            (_, world.Manager) = await server.AddAgentAsync(64);
            var foreign = await server.AddCustomerAsync();
            (await foreign.PostAsync("/v1.0/agents", new { username = "foreign@test", password = TestServer.AdminPassword, permission = 240 })).Status.ShouldBe(201);
            world.site = await WebchatSite.MakeAsync(server);
            world.Visitor = world.site.Visitor;
            world.Foreign = await server.LoginAsync("foreign@test", TestServer.AdminPassword);
            return world;
        }

        /// <summary>An endpoint that hears of new accounts only, beside which there is no other.</summary>
        private async Task<string> AddEndpointAsync()
        {
            foreach (var other in (await server.Admin.GetAsync("/v1.0/webhook_endpoints")).Result)
                (await server.Admin.DeleteAsync($"/v1.0/webhook_endpoints/{other.GetProperty("id").GetString()}")).Ok();
            return (await server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = server.Receiver.Address, event_types = new[] { "account_created" } })).Ok().Id;
        }

        /// <summary>The id of a thing that a route is about; what a route would use up is made anew.</summary>
        public async Task<string> ThingAsync(string route)
        {
            if (!route.Contains("{id}", StringComparison.Ordinal))
                return "";
            var resource = route.Split('/')[1] == "service_agents" ? route.Split('/')[2] : route.Split('/')[1];
            switch (resource)
            {
                case "conversations":
                    var conversation = (await line.SayAsync("Ualice", $"hello {made++}")).GetProperty("id").GetString()!;
                    (await server.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = ownerId })).Ok();
                    if (route.Contains("{media_id}", StringComparison.Ordinal))
                        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { medias = new[] { new { id = MediaId = (await server.UploadAsync("hello"u8.ToArray())).Id } } })).Ok();
                    if (route.Contains("{note_id}", StringComparison.Ordinal))
                        NoteId = (await Owner.PostAsync($"/v1.0/service_agents/conversations/{conversation}/notes", new { text = "x" })).Ok().Id;
                    return conversation;
                case "agents":
                    return route.StartsWith("DELETE", StringComparison.Ordinal) ? (await server.AddAgentAsync()).Id : ownerId;
                case "messages":
                    return (await server.Admin.PostAsync("/v1.0/messages", new { source = new { type = "tel", target = FirstStart.SandboxNumber }, destinations = new[] { new { type = "tel", target = "+15550199009" } }, text = "x" })).Ok().Id;
                case "emails":
                    return (await server.Admin.PostAsync("/v1.0/emails", new { destinations = new[] { new { type = "email", target = "ann@example.com" } }, subject = "s", content = "c" })).Ok().Id;
                case "medias":
                    return (await server.UploadAsync("hello"u8.ToArray())).Id;
                case "accesskeys":
                    return (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k" })).Ok().Id;
                case "canned_replies":
                    return (await server.Admin.PostAsync("/v1.0/canned_replies", new { name = "r", text = "x" })).Ok().Id;
                case "tags":
                    return (await server.Admin.PostAsync("/v1.0/tags", new { name = "t", detail = "" })).Ok().Id;
                case "prices":
                    foreach (var old in (await server.Admin.GetAsync("/v1.0/prices")).Result)
                        (await server.Admin.DeleteAsync($"/v1.0/prices/{old.GetProperty("id").GetString()}")).Ok();
                    return (await server.Admin.PostAsync("/v1.0/prices", new { channel = "line", direction = "outgoing", unit = "media", amount_micros = 1, currency = "USD" })).Ok().Id;
                case "numbers":
                    return (await server.Admin.PostAsync("/v1.0/numbers", new { number = $"+1555020{made++:0000}" })).Ok().Id;
                case "flows":
                    return await server.AddAnswerFlowAsync();
                case "conversation_accounts":
                    return (await server.AddLineAccountAsync()).Id;
                case "webhook_endpoints":
                    return await AddEndpointAsync();
                case "webhook_deliveries":
                    var endpoint = await AddEndpointAsync();
                    await server.AddLineAccountAsync();
                    return (await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webhook_deliveries?endpoint_id={endpoint}"), found => found.Result.Length > 0)).Result[0].GetProperty("id").GetString()!;
                case "webchat_widgets":
                    return (await server.Admin.PostAsync("/v1.0/webchat_widgets", new { name = "w" })).Ok().Id;
                case "webchat_sessions":
                    return await site.BeginAsync();
                case "webchat_messages":
                    return (await site.SayAsync(await site.BeginAsync(), "hello")).Ok().Id;
                case "activeflows":
                    return (await server.Admin.PostAsync("/v1.0/activeflows", new { actions = new[] { new { type = "sleep", option = new { duration = 600_000 } } } })).Ok().Id;
                default:
                    throw new InvalidOperationException($"no thing for {route}");
            }
        }
    }
}
