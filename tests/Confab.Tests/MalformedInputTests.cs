using System.Text;
using Confab.Auth;

namespace Confab.Tests;

/// <summary>Whatever comes in over any route gets the contract's error, and never a 500.</summary>
public sealed class MalformedInputTests : IAsyncLifetime
{
    private static readonly string[] Known = ["INVALID_ARGUMENT", "UNAUTHENTICATED", "PAYMENT_REQUIRED", "PERMISSION_DENIED", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "RESOURCE_EXHAUSTED"];

    /// <summary>How the paths of routes that take no body end.</summary>
    private static readonly string[] Bodiless = ["unassign", "stop", "rotate", "test", "replay", "skip", "/end", "direct_hash_regenerate", "/read", "/take"];

    private static readonly string[] Fields =
    [
        "name", "detail", "expire", "username", "password", "ring_method", "permission", "tag_ids", "addresses", "status", "type", "secret", "token", "provider_data",
        "message_flow_id", "call_flow_id", "account_id", "number", "actions", "on_complete_flow_id", "flow_id", "id", "variables", "webhook_uri", "webhook_method", "webhook_secret",
        "agent_reply", "agent_pickup", "email", "owner_id", "text", "medias", "source", "destinations", "from", "to", "rtp_debug", "phone_number", "address", "sync", "option", "target", "subject", "content", "attachments",
        "message", "answers", "now", "webhook_send", "block",
        "channel", "unit", "amount_micros", "currency", "balance", "set_up", "keep_former_hours", "uri", "method", "event_types", "enabled", "rate_limit", "headers", "endpoint_id", "after", "before",
        "session_flow_id", "session_idle_timeout", "theme_config", "allowed_origins", "widget_id", "session_id", "direction", "page_url", "referrer", "primary_color", "position", "state", "snoozed_until", "label_ids", "shortcut", "conversation_id"
    ];

    private TestServer server = null!;
    private Dictionary<string, string> things = [];

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var flow = await server.AddAnswerFlowAsync();
        await server.AddSmtpAccountAsync();
        var site = await WebchatSite.MakeAsync(server);
        var session = await site.BeginAsync();
        things = new()
        {
            ["conversations"] = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString()!, ["flows"] = flow, ["conversation_accounts"] = line.Id,
            ["agents"] = (await server.AddAgentAsync()).Id, ["tags"] = (await server.Admin.PostAsync("/v1.0/tags", new { name = "t" })).Id,
            ["numbers"] = (await server.Admin.GetAsync("/v1.0/numbers")).Result[0].GetProperty("id").GetString()!,
            ["webhook_endpoints"] = (await server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = server.Receiver.Address })).Id,
            ["accesskeys"] = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k" })).Id,
            ["activeflows"] = (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Id,
            ["messages"] = (await server.Admin.PostAsync("/v1.0/messages", new { source = new { target = FirstStart.SandboxNumber }, destinations = new[] { new { target = "+15550199001" } }, text = "x" })).Id,
            ["medias"] = (await server.UploadAsync("x"u8.ToArray())).Id,
            ["emails"] = (await server.Admin.PostAsync("/v1.0/emails", new { destinations = new[] { new { target = "ann@example.com" } }, subject = "s", content = "c" })).Ok().Id,
            ["prices"] = (await server.Admin.PostAsync("/v1.0/prices", new { channel = "line", direction = "outgoing", unit = "message", amount_micros = 0, currency = "USD" })).Ok().Id,
            ["canned_replies"] = (await server.Admin.PostAsync("/v1.0/canned_replies", new { name = "r", text = "x" })).Ok().Id,
            ["webchat_widgets"] = site.WidgetId, ["webchat_sessions"] = session, ["webchat_messages"] = (await site.SayAsync(session, "hello")).Ok().Id
        };
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Bodies_that_are_no_json_object_are_400_and_large_ones_413_and_other_types_415()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 5000));
        foreach (var (method, path) in Routes(["POST", "PUT"]).Where(route => !route.Path.EndsWith("/medias", StringComparison.Ordinal))) // a form: UploadTests
        {
            foreach (var body in (byte[][])[.. path.EndsWith("/check", StringComparison.Ordinal) ? Array.Empty<byte[]>() : [[]], "{"u8.ToArray(), "[]"u8.ToArray(), "7"u8.ToArray(), "null"u8.ToArray(), [0xff, 0xfe, 0x7b], "{\"name\":\"\xff\"}"u8.ToArray()[..9], Encoding.UTF8.GetBytes(deep), Encoding.UTF8.GetBytes($"{{\"a\":{deep}"), """{"\ud800":1}"""u8.ToArray(), """{"a":[{"b\u0000":1}]}"""u8.ToArray()])
                await ExpectAsync(method, path, body, "application/json", 400, 404, 403);
            await ExpectAsync(method, path, "{}"u8.ToArray(), "text/plain", 415);
            await ExpectAsync(method, path, "a=b"u8.ToArray(), "application/x-www-form-urlencoded", 415);
            await ExpectAsync(method, path, new byte[10 << 20], "application/json", 413);
        }
    }

    [Fact]
    public async Task What_is_taken_deeply_nested_is_shown_again()
    {
        foreach (var depth in Enumerable.Range(36, 20))
        {
            var option = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
            var made = await server.Admin.SendAsync(HttpMethod.Post, "/v1.0/flows", new StringContent($$"""{"actions":[{"type":"stop","option":{{option}}}]}""", null, "application/json"));
            if (made.Status == 200)
                (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = made.Id })).Ok();
            else
                made.ShouldFail(400, "INVALID_JSON_BODY");
        }
        (await server.Admin.GetAsync("/v1.0/flows")).Ok().Result.Length.ShouldBeGreaterThan(5);
        (await server.Admin.GetAsync("/v1.0/activeflows")).Ok().Result.Length.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Ids_that_are_none_are_400_and_page_tokens_too()
    {
        foreach (var (method, path) in Routes(["GET", "POST", "PUT", "DELETE"], anyId: true).Where(route => route.Path.Contains("{id}", StringComparison.Ordinal)))
            foreach (var id in (string[])["nonsense", "1", "{01a207a9-f004-7550-93ee-627d75e63fd0}", "%00", "01a207a9f004755093ee627d75e63fd0", new string('a', 300)])
            {
                var answer = await server.Admin.SendAsync(new HttpMethod(method), path.Replace("{id}", id, StringComparison.Ordinal), method is "PUT" or "POST" ? new StringContent("{}", null, "application/json") : null);
                answer.Status.ShouldBe(400, $"{method} {path} {id}: {answer.Text}");
            }
        foreach (var (_, path) in Routes(["GET"]).Where(route => route.Path is "/v1.0/conversations" or "/v1.0/flows" or "/v1.0/messages" or "/v1.0/emails" or "/v1.0/tags"))
            foreach (var token in (string[])["nonsense", "2022-13-01 00:00:00.000000", "2022-06-17 06:06:14.446158,x", "9999999999999", "%00"])
                (await server.Admin.GetAsync($"{path}?page_token={token}")).ShouldFail(400, "INVALID_REQUEST_PARAMETER");
        foreach (var size in (string[])["0", "101", "-1", "x", "99999999999999999999", ""])
            (await server.Admin.GetAsync($"/v1.0/tags?page_size={size}")).Ok();
    }

    [Fact]
    public async Task Query_parameters_that_hold_U_0000_are_400_and_name_the_parameter_but_for_rights_that_come_first()
    {
        foreach (var (path, name) in ((string, string)[])
        [
            ("/v1.0/conversations", "dialog_id"), ("/v1.0/conversations", "type"), ("/v1.0/conversations", "deleted"), ("/v1.0/conversations", "owner_id"), ("/v1.0/conversations", "customer_id"),
            ("/v1.0/conversations", "query"), ("/v1.0/conversations", "assigned"), ("/v1.0/conversations", "state"), ("/v1.0/conversations", "label_id"), ("/v1.0/conversations", "order"),
            ("/v1.0/agents", "status"), ("/v1.0/agents", "tag_ids"), ("/v1.0/phone/messages", "number"), ("/v1.0/tags", "page_size"),
            ("/v1.0/activeflows", "flow_id"), ("/v1.0/activeflows", "reference_id"), ("/v1.0/webhook_deliveries", "status"), ("/v1.0/webhook_deliveries", "event_type"), ("/v1.0/webhook_deliveries", "event_id"), ("/v1.0/webchat_sessions", "widget_id"), ("/v1.0/webchat_messages", "session_id"), ("/v1.0/webhook_deliveries", "after")
        ])
        {
            var answer = await server.Admin.GetAsync($"{path}?{name}=a%00");
            answer.Status.ShouldBe(400, $"{path} {name}: {answer.Text}");
            answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(name);
        }
        (await (await server.AddAgentAsync()).Api.GetAsync("/v1.0/conversations?owner_id=%00")).ShouldFail(403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task Fields_of_the_wrong_type_are_400_and_name_the_field()
    {
        foreach (var (path, field, value) in ((string, string, string)[])
        [
            ("/v1.0/tags", "name", "7"), ("/v1.0/tags", "name", "[]"), ("/v1.0/tags", "detail", "{}"), ("/v1.0/tags", "name", "\"\\u0000\""), ("/v1.0/tags", "name", "\"\\ud800\""),
            ("/v1.0/accesskeys", "expire", "\"1\""), ("/v1.0/accesskeys", "expire", "-1"), ("/v1.0/accesskeys", "expire", "1.5"), ("/v1.0/agents", "username", "true"),
            ("/v1.0/numbers", "number", "\"nonsense number\""), ("/v1.0/flows", "actions", "{}"), ("/v1.0/flows", "actions", "[7]"), ("/v1.0/flows", "on_complete_flow_id", "\"x\""),
            ("/v1.0/conversation_accounts", "type", "\"pigeon\""), ("/v1.0/emails", "destinations", "[]"), ("/v1.0/emails", "destinations", "[7]"),
            ("/v1.0/emails", "destinations", "[{\"target\":\"nobody\"}]"), ("/v1.0/emails", "destinations", "[{\"type\":\"tel\",\"target\":\"ann@example.com\"}]"), ("/v1.0/emails", "source", "7"), ("/v1.0/activeflows", "flow_id", "7"),
            ("/v1.0/webhook_deliveries/replay", "after", "\"yesterday\""), ("/v1.0/webhook_deliveries/replay", "endpoint_id", "\"x\""), ("/v1.0/webhook_deliveries/replay", "status", "\"lost\""),
            ("/v1.0/canned_replies", "name", "7"), ("/v1.0/webchat_widgets", "name", "7"), ("/v1.0/webchat_sessions", "widget_id", "\"x\""), ("/v1.0/webchat_messages", "session_id", "7")
        ])
        {
            var answer = await server.Admin.SendAsync(HttpMethod.Post, path, new StringContent($"{{\"{field}\":{value}}}", null, "application/json"));
            answer.Status.ShouldBe(400, $"{path} {field} {value}: {answer.Text}");
            answer.Json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(field);
        }
    }

    [Fact]
    public async Task Random_bodies_over_every_route_are_never_answered_500()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (var (method, path) in Routes(["POST", "PUT"]))
            for (var i = 0; i < 60; i++)
            {
                var body = "{" + string.Join(',', Fields.Where(_ => random.Next(4) == 0).Select(field => $"\"{field}\":{Value(random, 3)}")) + "}";
                var answer = await server.Admin.SendAsync(new HttpMethod(method), path, new StringContent(body, null, "application/json"));
                RequireContract(answer, $"seed {seed}: {method} {path} {body}");
            }
    }

    [Fact]
    public async Task Expired_deleted_and_nonsense_credentials_are_401()
    {
        var deleted = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k" })).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/accesskeys/{deleted.Id}")).Ok();
        foreach (var credential in (string[])[deleted["token"], "vb_", "vb_00000000000000000000000000000000", "x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", new string('x', 5000)])
            foreach (var (method, path) in Routes(["GET", "PUT"]))
                (await new ApiClient(server.Http, credential).SendAsync(new HttpMethod(method), path, null)).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    private async Task ExpectAsync(string method, string path, byte[] body, string type, params int[] statuses)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        Answer answer;
        try
        {
            answer = await server.Admin.SendAsync(new HttpMethod(method), path, content);
        }
        catch (HttpRequestException) when (statuses.Contains(413))
        {
            return; // The server stopped reading before all was sent, and closed the connection.
        }
        if (Bodiless.Any(path.EndsWith) && path != "/v1.0/webhook_deliveries/replay")
            return; // Takes no body, so does not read it.
        statuses.ShouldContain(answer.Status, $"{method} {path} {type}: {answer.Text}");
        RequireContract(answer, path);
    }

    private static void RequireContract(Answer answer, string what)
    {
        answer.Status.ShouldBeLessThan(500, $"{what}: {answer.Text}");
        if (answer.Status < 400)
            return;
        var error = answer.Json.GetProperty("error");
        Known.ShouldContain(error.GetProperty("status").GetString()!, what);
        answer.Headers.GetValueOrDefault("X-Request-Id").ShouldBe(error.GetProperty("request_id").GetString(), $"{what}: {answer.Text} {string.Join(" ", answer.Headers)}");
    }

    private IEnumerable<(string Method, string Path)> Routes(string[] methods, bool anyId = false) => server.Routes
        .Where(route => route.Metadata.GetMetadata<RouteAccess>() is { Needs: not Needs.Nothing and not Needs.Agent })
        .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, route.RoutePattern.RawText!)))
        .Where(route => methods.Contains(route.method) && !route.Item2.Contains("/auth/", StringComparison.Ordinal))
        .Select(route => (route.method, anyId ? route.Item2 : route.Item2.Replace("{id}", things.GetValueOrDefault(route.Item2.Replace("/service_agents", "", StringComparison.Ordinal).Split('/')[2], ""), StringComparison.Ordinal)))
        .ToList();

    private static string Value(Random random, int depth) => random.Next(depth > 0 ? 14 : 11) switch
    {
        0 => "null",
        1 => "true",
        2 => random.Next(-5, 70_000).ToString(),
        3 => "1e400",
        4 => "\"\"",
        5 => "\"\\u0000\"",
        6 => "\"\\udc00x\"",
        7 => "\"00000000-0000-0000-0000-000000000000\"",
        8 => $"\"{Guid.NewGuid()}\"",
        9 => $"\"{new string('x', random.Next(300))}\"",
        10 => "\"line\"",
        11 => "[" + string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth - 1))) + "]",
        12 => $"{{\"type\":\"{(string[])["conversation_send", "branch", "goto", "sleep", "x", "fetch", "fetch_flow", "condition_datetime"] switch { var kinds => kinds[random.Next(kinds.Length)] }}\",\"option\":{Value(random, depth - 1)}}}",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(3)).Select(i => $"\"{Fields[random.Next(Fields.Length)]}\":{Value(random, depth - 1)}")) + "}"
    };
}
