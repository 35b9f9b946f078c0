using System.Net.WebSockets;
using Confab.Auth;
using Confab.Live;

namespace Confab.Tests.Live;

/// <summary>Live events over WebSocket, sentence by sentence.</summary>
public sealed class SocketTests : IAsyncLifetime
{
    private TestServer server = null!;
    private LineAccount line = null!;
    private readonly Dictionary<string, string> fences = [];
    private string customer = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        line = await server.AddLineAccountAsync();
        customer = "customer_id:" + (await server.Admin.GetAsync("/v1.0/customer"))["id"];
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/v1.0/ws")]
    [InlineData("/v1.0/service_agents/ws")]
    public async Task What_a_webhook_gets_comes_over_the_socket_and_then_the_cursor(string path)
    {
        await server.SetWebhookAsync();
        await using var client = await FollowAtAsync(server.AccessKey, path, customer);
        await line.SayAsync("Ualice", "hello");
        foreach (var type in (string[])["conversation_created", "conversation_message_created"])
        {
            var told = await client.NextAsync();
            told.EnumerateObject().Select(property => property.Name).ShouldBe(["type", "data", "cursor"]);
            told.GetProperty("type").GetString().ShouldBe(type);
            var delivered = await server.Receiver.WaitForAsync(it => it.Type == type);
            System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(told.GetProperty("data").GetRawText()), delivered.Data).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_topic_matches_by_whole_segments_from_the_left()
    {
        var first = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString()!;
        var second = (await line.SayAsync("Ubob", "hello")).GetProperty("id").GetString()!;
        await using var all = await FollowAsync(server.AccessKey, customer);
        await using var conversations = await FollowAsync(server.AccessKey, $"{customer}:conversation");
        await using var one = await FollowAsync(server.AccessKey, $"{customer}:conversation:{first.ToUpperInvariant()}");
        await using var nothing = await FollowAsync(server.AccessKey, $"{customer}:conv", $"{customer}:conversation_message", $"{customer}:agent:{first}");
        await line.SayAsync("Ubob", "more");
        await line.SayAsync("Ualice", "more");
        await server.Admin.PutAsync($"/v1.0/conversations/{first}", new { name = "renamed" });
        var (agent, _) = await server.AddAgentAsync();

        (await all.NextTypesAsync(4)).ShouldBe(["conversation_message_created", "conversation_message_created", "conversation_updated", "agent_created"]);
        (await conversations.NextTypesAsync(3)).ShouldBe(["conversation_message_created", "conversation_message_created", "conversation_updated"]);
        (await one.NextTypesAsync(2)).ShouldBe(["conversation_message_created", "conversation_updated"]);
        await RequireFollowingAsync(nothing, customer);
        await one.SubscribeAsync($"{customer}:agent:{agent}");
        await server.Admin.PutAsync($"/v1.0/conversations/{second}", new { name = "not its own" });
        await Poll.UntilAsync(async () =>
        {
            await server.Admin.PutAsync($"/v1.0/agents/{agent}", new { detail = Guid.NewGuid().ToString() });
            return one.Rest();
        }, events => events.Count > 0 && events.TrueForAll(told => told.GetProperty("type").GetString() == "agent_updated"));
    }

    [Fact]
    public async Task Each_resource_has_its_segment_and_each_thing_its_id()
    {
        var (agent, login) = await server.AddAgentAsync();
        var account = (await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "sms", name = "a", provider_data = new { provider = "sandbox" } })).Ok().Id;
        await using var accounts = await FollowAsync(server.AccessKey, $"{customer}:account:{account}");
        await using var agents = await FollowAsync(server.AccessKey, $"{customer}:agent:{agent}");
        await using var texts = await FollowAsync(server.AccessKey, $"{customer}:message");
        await using var flows = await FollowAsync(server.AccessKey, $"{customer}:activeflow");
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{account}", new { name = "b" })).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{account}")).Ok();
        (await accounts.NextTypesAsync(2)).ShouldBe(["account_updated", "account_deleted"]);
        (await login.PutAsync("/v1.0/service_agents/me/status", new { status = "available" })).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/agents/{agent}")).Ok();
        (await agents.NextTypesAsync(2)).ShouldBe(["agent_status_updated", "agent_deleted"]);
        (await server.Admin.PostAsync("/v1.0/messages", new { source = new { target = FirstStart.SandboxNumber }, destinations = new[] { new { target = "+15550199444" } }, text = "x" })).Ok();
        (await texts.NextTypesAsync(2)).ShouldBe(["message_created", "message_updated"]);
        var run = (await server.Admin.PostAsync("/v1.0/activeflows", new { actions = new object[] { new { type = "block" } } })).Ok().Id;
        await using var one = await FollowAsync(server.AccessKey, $"{customer}:activeflow:{run}");
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run}/stop")).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/activeflows/{run}")).Status.ShouldBe(204);
        (await flows.NextTypesAsync(1)).ShouldBe(["activeflow_created"]);
        (await one.NextAsync()).GetProperty("data").GetProperty("id").GetString().ShouldBe(run);
    }

    [Fact]
    public async Task An_event_that_several_topics_match_comes_once_and_unsubscribed_topics_bring_nothing()
    {
        var id = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString()!;
        await using var client = await FollowAsync(server.AccessKey, customer, $"{customer}:conversation", $"{customer}:conversation:{id}");
        await line.SayAsync("Ualice", "one");
        (await TextAsync(client)).ShouldBe("one");
        await client.UnsubscribeAsync(customer, $"{customer}:conversation:{id}", $"{customer}:flow");
        await RequireFollowingAsync(client, customer);
        await line.SayAsync("Ualice", "two");
        (await TextAsync(client)).ShouldBe("two");
        await client.UnsubscribeAsync($"{customer}:conversation");
        await RequireFollowingAsync(client, customer);
        await line.SayAsync("Ualice", "three");
        await RequireFollowingAsync(client, customer);
    }

    [Fact]
    public async Task Owners_follow_their_conversations_and_a_change_of_owner_reaches_the_old_and_the_new()
    {
        var (id, (aliceId, alice), (bobId, bob)) = ((await line.SayAsync("Ucustomer", "hello")).GetProperty("id").GetString()!, await server.AddAgentAsync(), await server.AddAgentAsync());
        await using var first = await FollowAsync(alice.Credential!, $"agent_id:{aliceId}:conversation");
        await using var second = await FollowAsync(bob.Credential!, $"agent_id:{bobId}:conversation:{id}");
        var path = $"/v1.0/conversations/{id}";
        await line.SayAsync("Ucustomer", "nobody's");
        (await server.Admin.PutAsync(path, new { owner_id = aliceId })).Ok();
        await line.SayAsync("Ucustomer", "for Alice");
        (await server.Admin.PostAsync($"{path}/messages", new { text = "from us", medias = Array.Empty<object>() })).Ok();
        (await first.NextTypesAsync(4)).ShouldBe(["conversation_updated", "conversation_message_created", "conversation_message_created", "conversation_message_updated"]);

        (await server.Admin.PutAsync(path, new { owner_id = bobId })).Ok();
        (await first.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        (await second.NextAsync()).GetProperty("data").GetProperty("owner_id").GetString().ShouldBe(bobId);
        await line.SayAsync("Ucustomer", "for Bob");
        (await TextAsync(second)).ShouldBe("for Bob");

        (await bob.PostAsync($"/v1.0/service_agents/conversations/{id}/unassign")).Ok();
        (await second.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        await line.SayAsync("Ucustomer", "nobody's again");
        await RequireFollowingAsync(second, $"agent_id:{bobId}");
        await RequireFollowingAsync(first, $"agent_id:{aliceId}");

        (await server.Admin.PutAsync(path, new { owner_id = aliceId })).Ok();
        (await first.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        await using var admin = await FollowAsync(server.AccessKey, $"{customer}:conversation");
        (await server.Admin.DeleteAsync($"/v1.0/agents/{aliceId}")).Ok();
        (await admin.NextAsync()).GetProperty("data").GetProperty("owner_id").GetString().ShouldBe(Guid.Empty.ToString());
        (await first.Closed).Code.ShouldBe(1008);
    }

    [Fact]
    public async Task A_refused_topic_is_a_close_1008_and_no_frame_before_it()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var (otherId, _) = await server.AddAgentAsync();
        var (managerId, manager) = await server.AddAgentAsync(64);
        var foreign = await server.AddCustomerAsync();
        var foreignCustomer = "customer_id:" + (await foreign.GetAsync("/v1.0/customer"))["id"];
        foreach (var (credential, topic) in ((string, string)[])
        [
            (agent.Credential!, customer), (agent.Credential!, $"{customer}:conversation"), (agent.Credential!, $"agent_id:{otherId}"), (manager.Credential!, $"agent_id:{agentId}"),
            (server.AccessKey, $"agent_id:{agentId}:conversation"), (server.AccessKey, $"agent_id:{Guid.Empty}"), (server.AccessKey, foreignCustomer), (foreign.Credential!, $"{customer}:conversation"),
            (server.AccessKey, "customer_id"), (server.AccessKey, "customer_id:"), (server.AccessKey, "customer_id:x"), (server.AccessKey, $"{customer}:"), (server.AccessKey, $"{customer}:conversation:"),
            (server.AccessKey, $"{customer}:conversation:x"), (server.AccessKey, $"{customer}:conversation:{agentId}:x"), (server.AccessKey, $"session_id:{agentId}:webchat"), (server.AccessKey, "")
        ])
        {
            await using var client = await LiveClient.ConnectAsync(server.Url, credential);
            await client.SubscribeAfterAsync("", credential == agent.Credential ? $"agent_id:{agentId}" : customer, topic);
            var (code, reason) = await client.Closed;
            code.ShouldBe(1008, topic);
            reason.ShouldContain("topics[");
            client.Rest().ShouldBeEmpty();
        }
        await using var own = await FollowAsync(agent.Credential!, $"agent_id:{agentId}");
        await using var ofManager = await FollowAsync(manager.Credential!, $"agent_id:{managerId}", customer);
    }

    [Fact]
    public async Task Without_a_credential_that_holds_there_is_no_upgrade_and_a_cookie_needs_our_own_origin()
    {
        var token = await ApiClient.TokenAsync(server.Http, TestServer.AdminUsername, TestServer.AdminPassword);
        var cookie = ("Cookie", $"token={token}");
        foreach (var path in (string[])["/v1.0/ws", "/v1.0/service_agents/ws"])
        {
            (await LiveClient.TryAsync(server.Url, null, path)).ShouldBe(401);
            (await LiveClient.TryAsync(server.Url, server.AccessKey[..^1] + "?", path)).ShouldBe(401);
            (await LiveClient.TryAsync(server.Url, null, $"{path}?accesskey={server.AccessKey}")).ShouldBe(101);
            (await LiveClient.TryAsync(server.Url, null, $"{path}?token={token}")).ShouldBe(101);
            (await LiveClient.TryAsync(server.Url, null, path, cookie)).ShouldBe(403);
            (await LiveClient.TryAsync(server.Url, null, path, cookie, ("Origin", "https://evil.example"))).ShouldBe(403);
            (await LiveClient.TryAsync(server.Url, null, path, cookie, ("Origin", server.Url))).ShouldBe(101);
            (await server.Admin.GetAsync(path)).ShouldFail(400, "INVALID_ARGUMENT");
        }
    }

    [Fact]
    public async Task A_frame_that_cannot_be_read_closes_with_a_reason()
    {
        foreach (var (frame, code, reason) in ((string, int, string)[])
        [
            ("", 1007, "JSON"), ("nonsense", 1007, "JSON"), ("[]", 1007, "JSON object"), ("{}", 1007, "type"), ("""{"type":7}""", 1007, "type"), ("""{"type":"listen"}""", 1007, "type"),
            ("""{"type":"subscribe"}""", 1007, "topics"), ("""{"type":"subscribe","topics":"x"}""", 1007, "topics"), ("""{"type":"subscribe","topics":[]}""", 1007, "topics"), ("""{"type":"subscribe","topics":[7]}""", 1007, "topics"),
            ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":"x"}""", 1007, "after"), ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":7}""", 1007, "after"), ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":"-1"}""", 1007, "after"),
            ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":"99999999999999999999"}""", 1007, "after"), ($$"""{"type":"subscribe","topics":["{{customer}}"],"x":"{{new string('x', 100_000)}}"}""", 1009, "too large"),
            ($$"""{"type":"subscribe","topics":[{{string.Join(',', Enumerable.Range(0, 257).Select(i => $"\"{customer}:r{i}\""))}}]}""", 1008, "256")
        ])
        {
            await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            await client.SendTextAsync(frame);
            var closed = await client.Closed;
            closed.Code.ShouldBe(code, frame[..Math.Min(frame.Length, 200)]);
            closed.Reason.ShouldContain(reason);
        }
        await using var binary = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await binary.SendTextAsync("{}", WebSocketMessageType.Binary);
        (await binary.Closed).Code.ShouldBe(1003);
        await using var polite = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        (await polite.CloseAsync()).Code.ShouldBe(1000);
    }

    [Fact]
    public async Task Who_answers_no_ping_is_let_go_and_who_does_stays()
    {
        await using var impatient = await TestServer.StartAsync(replace: services => services.PostConfigure<WebSocketOptions>(options =>
            (options.KeepAliveInterval, options.KeepAliveTimeout) = (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1))));
        await using var answers = await LiveClient.ConnectAsync(impatient.Url, impatient.AccessKey);
        await answers.SubscribeAsync("customer_id:" + (await impatient.Admin.GetAsync("/v1.0/customer"))["id"]);
        using var silent = await RawSocket.ConnectAsync(impatient.Url, impatient.AccessKey);
        (await silent.ReadAsync())[0].ShouldBe((byte)0x89);
        await silent.ReadToEndAsync();
        await impatient.AddLineAccountAsync();
        (await answers.NextTypesAsync(1)).ShouldBe(["account_created"]);
    }

    [Fact]
    public async Task Whoever_loses_a_credential_or_a_right_is_closed_and_nobody_else()
    {
        await using var stays = await FollowAsync(server.AccessKey, $"{customer}:flow");
        var key = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k" })).Ok();
        await RequireClosedAsync(key["token"], () => server.Admin.DeleteAsync($"/v1.0/accesskeys/{key.Id}"));
        var expiring = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k", expire = 2 })).Ok();
        await RequireClosedAsync(expiring["token"], () => server.Admin.GetAsync("/v1.0/customer"));

        var (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => agent.PostAsync("/auth/logout"));
        (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => server.Admin.PutAsync($"/v1.0/agents/{id}/password", new { password = TestServer.AdminPassword }));
        (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => server.Admin.PutAsync($"/v1.0/agents/{id}/permission", new { permission = 16 }));
        (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => server.Admin.DeleteAsync($"/v1.0/agents/{id}"));

        stays.Closed.IsCompleted.ShouldBeFalse();
        await RequireFollowingAsync(stays, customer);
    }

    [Fact]
    public async Task A_token_that_expires_ends_its_socket_and_no_other()
    {
        var clock = new MovableClock();
        await using var other = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock));
        var (id, agent) = await other.AddAgentAsync();
        await using var expires = await LiveClient.ConnectAsync(other.Url, agent.Credential);
        await using var stays = await LiveClient.ConnectAsync(other.Url, other.AccessKey);
        await expires.SubscribeAsync($"agent_id:{id}");
        clock.Offset = Tokens.Lifetime + TimeSpan.FromMinutes(1);
        (await expires.Closed).Code.ShouldBe(1008);
        await stays.SubscribeAfterAsync("", "customer_id:" + (await other.Admin.GetAsync("/v1.0/customer"))["id"]);
        (await stays.NextTypesAsync(1)).ShouldBe(["agent_created"]);
    }

    [Fact]
    public async Task A_stop_closes_1001_at_once_and_a_waiting_request_gets_its_empty_page()
    {
        var other = await TestServer.StartAsync();
        var topic = "customer_id:" + (await other.Admin.GetAsync("/v1.0/customer"))["id"];
        var clients = new List<LiveClient>();
        for (var i = 0; i < 20; i++)
            clients.Add(await LiveClient.ConnectAsync(other.Url, other.AccessKey));
        await clients[0].SubscribeAsync(topic);
        using var http = new HttpClient { BaseAddress = new Uri(other.Url) };
        var cursor = (await new ApiClient(http, other.AccessKey).GetAsync("/v1.0/events")).Ok()["next_cursor"];
        var waiting = new ApiClient(http, other.AccessKey).GetAsync($"/v1.0/events?after={cursor}&wait=60");
        await Poll.UntilAsync(() => Task.FromResult(other.Services.GetRequiredService<Subscriptions>().Count), count => count == 2);
        var begin = System.Diagnostics.Stopwatch.StartNew();
        await other.DisposeAsync();
        begin.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), "it waited for those who hang on");
        foreach (var client in clients)
        {
            (await client.Closed).Code.ShouldBe(1001);
            await client.DisposeAsync();
        }
        (await waiting).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_stopping_server_drains_sockets_and_waiting_requests_are_served()
    {
        var (url, data) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-live-{Guid.NewGuid():N}"));
        using var process = await RealProcess.ServeAsync(url, data, "--Confab:DrainSeconds=3");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var api = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
        await using var client = await LiveClient.ConnectAsync(url, api.Credential);
        await client.SubscribeAfterAsync("", "customer_id:" + (await api.GetAsync("/v1.0/customer"))["id"]);
        var cursor = (await api.GetAsync("/v1.0/events?type=none"))["next_cursor"];
        var stopping = process.StopAsync();
        await Poll.UntilAsync(() => http.TryGetStatusAsync("/health/ready"), status => status == 503);
        var waiting = api.GetAsync($"/v1.0/events?after={cursor}&wait=60");
        (await api.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = "LINE", secret = TestServer.LineSecret, token = TestServer.LineToken })).Ok();
        (await client.NextTypesAsync(1)).ShouldBe(["account_created"]);
        (await waiting).Ok().Result.Length.ShouldBe(1);
        (await client.Closed).Code.ShouldBe(1001);
        (await stopping).ShouldBe(0, process.Output);
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task Random_frames_are_taken_or_refused_with_a_reason_and_never_meet_a_fault()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] names = ["type", "topics", "after", "x"], values = ["null", "true", "7", "1e400", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"subscribe\"", "\"unsubscribe\"", "\"0\"", "[]", "[[]]", "{}", $"[\"{customer}\"]", $"[\"{customer}:x\",7]", "[null]"];
        for (var i = 0; i < 150; i++)
        {
            await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            var frame = "{" + string.Join(',', names.Where(_ => random.Next(4) > 0).Select(name => $"\"{name}\":{values[random.Next(values.Length)]}")) + "}";
            await client.SendTextAsync(frame);
            var (code, reason) = await client.CloseAsync();
            code.ShouldBeOneOf([1000, 1007, 1008, 4410], $"seed {seed}: {frame} {reason}");
        }
    }

    [Fact]
    public async Task Frames_count_as_requests_of_the_customer()
    {
        await using var limited = await TestServer.StartAsync(settings: new() { ["Confab:RateLimit:Enabled"] = "true", ["Confab:RateLimit:CustomerPerSecond"] = "1", ["Confab:RateLimit:CustomerBurst"] = "20" });
        var topic = "customer_id:" + (await limited.Admin.GetAsync("/v1.0/customer"))["id"];
        await using var client = await LiveClient.ConnectAsync(limited.Url, limited.AccessKey);
        for (var i = 0; i < 30 && !client.Closed.IsCompleted; i++)
            await client.SubscribeAsync(topic);
        (await client.Closed).ShouldBe((1013, "Too many requests."));
    }

    private async Task RequireClosedAsync(string credential, Func<Task<Answer>> end)
    {
        await using var client = await FollowAsync(credential, customer);
        (await end()).Status.ShouldBe(200);
        (await client.Closed).Code.ShouldBe(1008);
    }

    private Task<LiveClient> FollowAsync(string credential, params string[] topics) => FollowAtAsync(credential, "/v1.0/ws", topics);

    /// <summary>Subscribes from now on, and comes back when that holds.</summary>
    private async Task<LiveClient> FollowAtAsync(string credential, string path, params string[] topics)
    {
        await MakeFenceAsync(topics[0]);
        await HandOutAsync(); // What was before is not from now on.
        var client = await LiveClient.ConnectAsync(server.Url, credential, path);
        await client.SubscribeAsync(topics);
        await RequireFollowingAsync(client, topics[0]);
        return client;
    }

    /// <summary>Events that a replay of their own topic brings later: whatever was asked, or was to be told, before that comes before.</summary>
    private async Task MakeFenceAsync(string topic)
    {
        if (topic.StartsWith(customer, StringComparison.Ordinal) || fences.ContainsKey(Scope(topic)))
            return;
        var conversation = (await line.SayAsync("Ufence" + fences.Count, "hello")).GetProperty("id").GetString()!;
        foreach (var owner in (string[])[topic.Split(':')[1], Guid.Empty.ToString()])
            (await server.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = owner })).Ok();
        fences[Scope(topic)] = $"{Scope(topic)}:conversation:{conversation}";
    }

    private async Task RequireFollowingAsync(LiveClient client, string topic)
    {
        var (fence, types) = topic.StartsWith(customer, StringComparison.Ordinal) ? ($"{customer}:account:{line.Id}", (string[])["account_created"])
            : (fences[Scope(topic)], ["conversation_updated", "conversation_updated"]);
        await HandOutAsync();
        await client.SubscribeAfterAsync("", fence);
        (await client.NextTypesAsync(types.Length)).ShouldBe(types);
        await client.UnsubscribeAsync(fence);
    }

    /// <summary>A look at the feed hands out all that is committed.</summary>
    private async Task HandOutAsync() => (await server.Admin.GetAsync("/v1.0/events")).Ok();

    private static string Scope(string topic) => string.Join(':', topic.Split(':').Take(2));

    private static async Task<string?> TextAsync(LiveClient client) => (await client.NextAsync()).GetProperty("data").GetProperty("text").GetString();
}
