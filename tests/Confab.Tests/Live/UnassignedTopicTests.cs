namespace Confab.Tests.Live;

/// <summary>What nobody has, live: for agents only while the customer lets them pick up, and nothing of what others have.</summary>
public sealed class UnassignedTopicTests : IAsyncLifetime
{
    private readonly MovableClock clock = new();
    private TestServer server = null!;
    private LineAccount line = null!;
    private string topic = "", annId = "", bobId = "";
    private ApiClient ann = null!, bob = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock));
        line = await server.AddLineAccountAsync();
        topic = "unassigned:" + (await server.Admin.GetAsync("/v1.0/customer"))["id"];
        ((annId, ann), (bobId, bob)) = (await server.AddAgentAsync(), await server.AddAgentAsync());
        await PickUpAsync(true);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_agent_sees_what_nobody_has_come_and_go_and_nothing_of_what_others_have()
    {
        await using var client = await FollowAsync(ann, topic);
        var path = await SayAsync("Ualice", "first");
        var told = new List<JsonElement> { await client.NextAsync(), await client.NextAsync() }; // from here on live: who comes later is not told of what is Bob's by then
        (await server.Admin.PostAsync($"{path}/notes", new { text = "for the team" })).Ok();
        await OwnAsync(path, bobId);
        await SayAsync("Ualice", "for Bob");
        (await server.Admin.PutAsync(path, new { name = "Bob's" })).Ok();
        (await bob.PostAsync($"{Own(path)}/notes", new { text = "Bob's" })).Ok();
        (await server.Admin.PostAsync($"{path}/messages", new { text = "from us", medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync($"{path}/messages"), messages => messages.Result[0].GetProperty("status").GetString() == "done"); // while it is Bob's
        await OwnAsync(path, annId);
        await OwnAsync(path, bobId);
        await server.AddLineAccountAsync();
        (await bob.PostAsync($"{Own(path)}/unassign")).Ok();
        await SayAsync("Ualice", "for anybody");
        (await ann.PostAsync($"{Own(path)}/take")).Ok();
        await SayAsync("Ualice", "for Ann");
        await SayAsync("Ubob", "last");
        while (told.Count < 7)
            told.Add(await client.NextAsync());
        told.ConvertAll(one => one.GetProperty("type").GetString()).ShouldBe(["conversation_created", "conversation_message_created", "conversation_updated", "conversation_updated", "conversation_message_created", "conversation_updated", "conversation_created"]);
        told[2].GetProperty("data").GetProperty("owner_id").GetString().ShouldBe(bobId);
        told[3].GetProperty("data").GetProperty("owner_id").GetGuid().ShouldBe(Guid.Empty);
        told[4].GetProperty("data").GetProperty("text").GetString().ShouldBe("for anybody");
        told[5].GetProperty("data").GetProperty("owner_id").GetString().ShouldBe(annId);
        (await client.NextAsync()).GetProperty("data").GetProperty("text").GetString().ShouldBe("last");
        client.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task Beside_ones_own_an_event_comes_once_and_a_narrower_topic_brings_less()
    {
        var path = await SayAsync("Ualice", "first");
        await using var both = await FollowAsync(ann, topic, $"agent_id:{annId}");
        await using var one = await FollowAsync(ann, $"{topic}:conversation:{path.Split('/')[^1]}");
        await using var none = await FollowAsync(ann, $"{topic}:account");
        await SayAsync("Ubob", "another");
        (await both.NextTypesAsync(2)).ShouldBe(["conversation_created", "conversation_message_created"]);
        (await ann.PostAsync($"{Own(path)}/take")).Ok();
        await SayAsync("Ualice", "for Ann");
        (await both.NextTypesAsync(2)).ShouldBe(["conversation_updated", "conversation_message_created"]);
        (await ann.PostAsync($"{Own(path)}/unassign")).Ok();
        (await one.NextTypesAsync(2)).ShouldBe(["conversation_updated", "conversation_updated"]);
        (await both.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        (both.Rest().Count, one.Rest().Count, none.Rest().Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task It_is_there_only_while_agents_may_pick_up()
    {
        await OwnAsync(await SayAsync("Ucarol", "hello"), bobId);
        await using var follows = await FollowAsync(ann, topic);
        await using var stays = await FollowAsync(bob, $"agent_id:{bobId}");
        await using var left = await FollowAsync(bob, topic);
        await left.UnsubscribeAsync(topic);
        await left.SubscribeAfterAsync("", $"agent_id:{bobId}");
        (await left.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        await using var admin = await FollowAsync(server.Admin, topic);
        await SayAsync("Ualice", "hello");
        (await follows.NextTypesAsync(2)).ShouldBe(["conversation_created", "conversation_message_created"]);
        (await admin.NextTypesAsync(2)).ShouldBe(["conversation_created", "conversation_message_created"]);
        await PickUpAsync(false);
        (await follows.Closed).ShouldBe((1008, "topics: the customer has not turned on agent_pickup."));
        await using var refused = await LiveClient.ConnectAsync(server.Url, ann.Credential);
        await refused.SubscribeAsync($"agent_id:{annId}", topic);
        (await refused.Closed).Code.ShouldBe(1008);
        refused.Rest().ShouldBeEmpty();
        foreach (var stranger in (ApiClient[])[await server.AddCustomerAsync(), (await WebchatSite.MakeAsync(server)).Visitor])
        {
            await using var foreign = await LiveClient.ConnectAsync(server.Url, stranger.Credential);
            await foreign.SubscribeAsync(topic);
            (await foreign.Closed).Code.ShouldBe(1008);
        }
        var path = await SayAsync("Ubob", "hello");
        await OwnAsync(path, bobId);
        foreach (var client in (LiveClient[])[stays, left])
            (await client.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        (await admin.NextTypesAsync(3)).ShouldBe(["conversation_created", "conversation_message_created", "conversation_updated"]);
    }

    [Fact]
    public async Task Whoever_comes_back_is_told_what_is_nobodys_now_and_what_somebody_got_but_no_history()
    {
        var (bobs, free) = (await SayAsync("Ubob", "for anybody"), await SayAsync("Ualice", "for anybody too"));
        await OwnAsync(bobs, bobId);
        await using var back = await LiveClient.ConnectAsync(server.Url, ann.Credential);
        await back.SubscribeAfterAsync("", topic);
        var told = new List<JsonElement> { await back.NextAsync(), await back.NextAsync(), await back.NextAsync() };
        told.ConvertAll(one => one.GetProperty("type").GetString()).ShouldBe(["conversation_created", "conversation_message_created", "conversation_updated"]);
        told.ConvertAll(one => one.GetProperty("data").GetProperty(one.GetProperty("data").TryGetProperty("conversation_id", out _) ? "conversation_id" : "id").GetString())
            .ShouldBe([free.Split('/')[^1], free.Split('/')[^1], bobs.Split('/')[^1]]);

        clock.Offset = TimeSpan.FromMinutes(11);
        await OwnAsync(free, annId);
        await using var late = await LiveClient.ConnectAsync(server.Url, ann.Credential);
        await late.SubscribeAfterAsync("", topic, $"agent_id:{annId}");
        (await late.Closed).Code.ShouldBe(4410);
        late.Rest().ShouldBeEmpty();
        await using var own = await LiveClient.ConnectAsync(server.Url, ann.Credential);
        await own.SubscribeAfterAsync("", $"agent_id:{annId}");
        (await own.NextTypesAsync(1)).ShouldBe(["conversation_updated"]);
        await using var now = await FollowAsync(ann, topic);
        await SayAsync("Ucarol", "new");
        (await now.NextTypesAsync(1)).ShouldBe(["conversation_created"]);
    }

    private async Task PickUpAsync(bool on) => (await server.Admin.PutAsync("/v1.0/customer", new { agent_pickup = on })).Ok();

    private async Task<string> SayAsync(string user, string text) => $"/v1.0/conversations/{(await line.SayAsync(user, text)).GetProperty("id").GetString()}";

    private async Task OwnAsync(string path, string ownerId) => (await server.Admin.PutAsync(path, new { owner_id = ownerId })).Ok();

    private static string Own(string path) => path.Replace("/v1.0/", "/v1.0/service_agents/", StringComparison.Ordinal);

    /// <summary>Follows from now on: from the end of the feed.</summary>
    private async Task<LiveClient> FollowAsync(ApiClient who, params string[] topics)
    {
        var client = await LiveClient.ConnectAsync(server.Url, who.Credential);
        await client.SubscribeAfterAsync((await server.Admin.GetAsync("/v1.0/events?type=none")).Ok()["next_cursor"], topics);
        return client;
    }
}
