using System.Text.Json.Nodes;
using Confab.Demo;

namespace Confab.Tests.Events;

public sealed class EndpointTests
{
    private const string Path = "/v1.0/webhook_endpoints";

    [Fact]
    public async Task An_endpoint_is_made_shown_changed_and_deleted_and_its_secret_is_told_once()
    {
        await using var server = await TestServer.StartAsync();
        var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address })).Ok();
        made.Json.EnumerateObject().Select(field => field.Name).ShouldBe(
            ["id", "customer_id", "uri", "method", "event_types", "enabled", "rate_limit", "headers", "secret", "tm_create", "tm_update", "tm_delete"]);
        (made["method"], made["event_types"], made["enabled"], made["rate_limit"], made["headers"]).ShouldBe(("POST", "[]", "True", "0", "{}"));
        made["secret"].ShouldStartWith("whsec_");
        (await server.Admin.GetAsync($"{Path}/{made.Id}")).Ok()["secret"].ShouldBe("");
        (await server.Admin.GetAsync(Path)).Ok().Text.ShouldNotContain(made["secret"]);

        var changed = (await server.Admin.PutAsync($"{Path}/{made.Id}", new { rate_limit = 7, secret = "", headers = new { Authorization = "Bearer x" }, event_types = new[] { "account_created" } })).Ok();
        (changed["uri"], changed["rate_limit"], changed["event_types"], changed["secret"]).ShouldBe((server.Receiver.Address, "7", "[\"account_created\"]", ""));
        (await server.Admin.GetAsync($"{Path}/{made.Id}")).Ok().Json.GetProperty("headers").GetProperty("Authorization").GetString().ShouldBe("Bearer x");
        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { secret = "another" })).ShouldFail(400, "INVALID_ARGUMENT");

        (await server.Admin.DeleteAsync($"{Path}/{made.Id}")).Ok()["tm_delete"].ShouldNotStartWith("9999");
        (await server.Admin.GetAsync($"{Path}/{made.Id}")).ShouldFail(404, "WEBHOOK_ENDPOINT_NOT_FOUND");
        (await server.Admin.GetAsync(Path)).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_customers_own_webhook_is_the_endpoint_with_the_customers_id()
    {
        await using var server = await TestServer.StartAsync();
        var id = (await server.Admin.GetAsync("/v1.0/customer"))["id"];
        (await server.Admin.GetAsync($"{Path}/{id}")).ShouldFail(404, "WEBHOOK_ENDPOINT_NOT_FOUND");
        await server.SetWebhookAsync();
        (await server.Admin.GetAsync(Path)).Ok().Result.Single().GetProperty("id").GetString().ShouldBe(id);
        (await server.Admin.PutAsync($"{Path}/{id}", new { uri = server.Receiver.Address + "/other", method = "PUT" })).Ok();
        var customer = (await server.Admin.GetAsync("/v1.0/customer")).Ok();
        (customer["webhook_uri"], customer["webhook_method"]).ShouldBe((server.Receiver.Address + "/other", "PUT"));
        (await server.Admin.DeleteAsync($"{Path}/{id}")).Ok();
        (await server.Admin.GetAsync("/v1.0/customer")).Ok()["webhook_uri"].ShouldBe("");
        (await server.Admin.GetAsync(Path)).Ok().Result.ShouldBeEmpty();
        await server.SetWebhookAsync();
        (await server.Admin.GetAsync($"{Path}/{id}")).Ok()["enabled"].ShouldBe("True");
    }

    [Fact]
    public async Task Each_endpoint_gets_the_events_that_it_wants_in_its_own_way_and_signed_by_its_own_secret()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        await using var some = await FakeReceiver.StartAsync("a secret of my own");
        await using var off = await FakeReceiver.StartAsync("");
        (await server.Admin.PostAsync(Path, new
        {
            uri = some.Address,
            method = "PUT",
            secret = "a secret of my own",
            event_types = new[] { "account_created", "conversation_created" },
            headers = new Dictionary<string, string> { ["X-Shop"] = "7" }
        })).Ok();
        (await server.Admin.PostAsync(Path, new { uri = off.Address, enabled = false })).Ok();
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "hello");
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_message_created");
        await some.WaitForAsync(told => told.Type == "conversation_created");
        some.All.Select(told => told.Type).ShouldBe(["account_created", "conversation_created"], ignoreOrder: true);
        some.All.ShouldAllBe(told => told.Method == "PUT" && told.IsSigned && told.IsStandard && told.Headers["X-Shop"] == "7" && told.Headers["User-Agent"] == "Confab/1.0");
        server.Receiver.All.ShouldAllBe(told => told.Method == "POST" && told.IsSigned && told.IsStandard && !told.Headers.ContainsKey("X-Shop"));
        some.All.Select(told => told.EventId).ShouldBeSubsetOf(server.Receiver.All.Select(told => told.EventId));
        off.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_secret_a_delivery_is_not_signed()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Admin.PutAsync("/v1.0/customer", new { webhook_uri = server.Receiver.Address })).Ok();
        await server.AddLineAccountAsync();
        var told = await server.Receiver.WaitForAsync(told => told.Type == "account_created");
        told.Headers.ContainsKey("X-VoIPBIN-Signature").ShouldBeFalse();
        told.Headers.ContainsKey("webhook-signature").ShouldBeFalse();
        told.Headers["webhook-id"].ShouldNotBeEmpty();
        JsonNode.Parse(told.Body)!.AsObject().Select(field => field.Key).ShouldBe(["type", "data"]);
    }

    [Fact]
    public async Task After_a_rotation_the_old_secret_is_good_for_a_day_and_our_own_header_has_the_new_one()
    {
        await using var server = await TestServer.StartAsync();
        var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address, secret = TestServer.WebhookSecret })).Ok();
        made["secret"].ShouldBe(TestServer.WebhookSecret);
        var rotated = (await server.Admin.PostAsync($"{Path}/{made.Id}/rotate")).Ok();
        await using var renewed = await FakeReceiver.StartAsync(rotated["secret"]);
        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { uri = renewed.Address })).Ok();
        await server.AddLineAccountAsync();
        var told = await renewed.WaitForAsync(told => told.Type == "account_created");
        (told.IsSigned, told.IsStandard, told.Headers["webhook-signature"].Split(' ').Length).ShouldBe((true, true, 2));

        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { uri = server.Receiver.Address })).Ok();
        await server.AddLineAccountAsync();
        told = await server.Receiver.WaitForAsync(told => told.Type == "account_created");
        (told.IsSigned, told.IsStandard).ShouldBe((false, true));

        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE webhook_endpoints SET tm_old_secret = @Now", new { unit.Now }));
        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { uri = renewed.Address })).Ok();
        await server.AddLineAccountAsync();
        await renewed.WaitAsync(() => renewed.All.Count == 2);
        renewed.All[1].Headers["webhook-signature"].ShouldNotContain(" ");
        renewed.All[1].IsStandard.ShouldBeTrue();
    }

    [Fact]
    public async Task A_test_says_what_happened_or_why_nothing_did()
    {
        await using var server = await TestServer.StartAsync();
        server.Receiver.Intercept = async http =>
        {
            http.Response.StatusCode = 418;
            await http.Response.WriteAsync(new string('x', 5000));
            return true;
        };
        var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address, secret = TestServer.WebhookSecret, enabled = false, event_types = new[] { "account_created" } })).Ok();
        var tried = (await server.Admin.PostAsync($"{Path}/{made.Id}/test")).Ok();
        (tried["status_code"], tried["error"], tried["response"]).ShouldBe(("418", "it answered 418", new string('x', 1024)));
        int.Parse(tried["duration_ms"]).ShouldBeGreaterThanOrEqualTo(0);
        var told = server.Receiver.All.Single();
        (told.Type, told.IsSigned, told.IsStandard, (string?)told.Data["id"], (string?)told.Data["secret"]).ShouldBe(("webhook_test", true, true, made.Id, ""));

        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { uri = "http://127.0.0.1:9/" })).Ok();
        tried = (await server.Admin.PostAsync($"{Path}/{made.Id}/test")).Ok();
        (tried["status_code"], tried["error"]).ShouldBe(("0", "not reached: ConnectionError"));
        (await server.Admin.PutAsync($"{Path}/{made.Id}", new { uri = "http://127.0.0.1:0/" })).Ok();
        (await server.Admin.PostAsync($"{Path}/{made.Id}/test")).Ok()["error"].ShouldStartWith("not reached");
        (await server.Admin.GetAsync("/v1.0/webhook_deliveries")).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_rotation_within_the_day_leaves_the_first_secret_good()
    {
        await using var server = await TestServer.StartAsync();
        var made = (await server.Admin.PostAsync(Path, new { uri = server.Receiver.Address, secret = TestServer.WebhookSecret })).Ok();
        (await server.Admin.PostAsync($"{Path}/{made.Id}/rotate")).Ok();
        (await server.Admin.PostAsync($"{Path}/{made.Id}/rotate")).Ok();
        await server.AddLineAccountAsync();
        var told = await server.Receiver.WaitForAsync(told => told.Type == "account_created");
        (told.IsStandard, told.Headers["webhook-signature"].Split(' ').Length).ShouldBe((true, 3));
    }

    [Theory]
    [InlineData("uri", "\"http://127.0.0.1:1/x\"", "Confab:Webhooks:AllowPrivateNetworks")]
    [InlineData("uri", "\"\"", "http://")]
    [InlineData("uri", "\"https://user:password@example.com/\"", "password")]
    [InlineData("method", "\"FETCH\"", "POST")]
    [InlineData("event_types", "[\"pigeon_created\"]", "account_created")]
    [InlineData("event_types", "\"account_created\"", "list")]
    [InlineData("rate_limit", "-1", "10000")]
    [InlineData("headers", "{\"Content-Type\": \"a/b\"}", "Content-Type")]
    [InlineData("headers", "{\"Webhook-Id\": \"1\"}", "Webhook-Id")]
    [InlineData("headers", "{\"x-voipbin-signature\": \"1\"}", "x-voipbin-signature")]
    [InlineData("headers", "{\"host\": \"x\"}", "host")]
    [InlineData("headers", "{\"A B\": \"x\"}", "A B")]
    [InlineData("headers", "{\"A\": \"x\\r\\nB: y\"}", "headers.A")]
    [InlineData("headers", "{\"A\": 7}", "headers.A")]
    [InlineData("enabled", "1", "true or false")]
    public async Task What_an_endpoint_cannot_be_is_refused_and_the_field_named(string field, string value, string said)
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false" });
        var made = (await server.Admin.PostAsync(Path, new { uri = "https://example.com/" })).Ok();
        foreach (var (method, path, body) in ((HttpMethod, string, string)[])
            [(HttpMethod.Post, Path, field == "uri" ? $$"""{"uri":{{value}}}""" : $$"""{"uri":"https://example.com/","{{field}}":{{value}}}"""), (HttpMethod.Put, $"{Path}/{made.Id}", $$"""{"{{field}}":{{value}}}""")])
        {
            var refused = await server.Admin.SendAsync(method, path, new StringContent(body, null, "application/json"));
            refused.Status.ShouldBe(400, refused.Text);
            refused.Text.ShouldContain(field);
            if (method == HttpMethod.Put || value != "\"\"")
                refused.Text.ShouldContain(said);
        }
    }

    [Fact]
    public async Task A_secret_that_only_looks_like_one_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Admin.PostAsync(Path, new { uri = "http://127.0.0.1:9/", secret = "whsec_not base64" })).ShouldFail(400, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task A_test_that_hangs_holds_up_no_stop()
    {
        var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:TimeoutSeconds"] = "120" });
        var arrived = new TaskCompletionSource();
        await using var hanging = await FakeReceiver.StartAsync("");
        hanging.Intercept = async http =>
        {
            arrived.SetResult();
            await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        var made = (await server.Admin.PostAsync(Path, new { uri = hanging.Address })).Ok();
        var test = server.Admin.PostAsync($"{Path}/{made.Id}/test");
        await arrived.Task;
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        (await test.WaitAsync(TimeSpan.FromSeconds(20))).ShouldFail(503, "SERVICE_UNAVAILABLE");
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("http://\uFF11\uFF12\uFF17.0.0.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://127.1/")]
    public async Task However_a_private_address_is_spelt_it_is_refused(string uri)
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false" });
        var refused = await server.Admin.PostAsync(Path, new { uri });
        refused.ShouldFail(400, "INVALID_ARGUMENT");
        refused.Text.ShouldContain("uri");
    }
}
