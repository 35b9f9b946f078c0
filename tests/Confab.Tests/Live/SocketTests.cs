namespace Confab.Tests.Live;

/// <summary>Live events over WebSocket, sentence by sentence.</summary>
public sealed partial class SocketTests : IAsyncLifetime
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
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
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
