namespace Confab.Tests.Live;

/// <summary>Tags and canned replies are for all agents of a customer, and so is what becomes of them.</summary>
public sealed class SharedTopicTests
{
    [Fact]
    public async Task Agents_follow_tags_and_canned_replies_live_and_after_they_were_away_and_nothing_else_of_the_customer()
    {
        var clock = new MovableClock();
        await using var server = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock));
        var customer = "customer_id:" + (await server.Admin.GetAsync("/v1.0/customer"))["id"];
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_pickup = true })).Ok();
        var (id, agent) = await server.AddAgentAsync();
        string[] topics = [$"agent_id:{id}", customer.Replace("customer_id", "unassigned", StringComparison.Ordinal), $"{customer}:tag", $"{customer}:canned"];
        await using var live = await LiveClient.ConnectAsync(server.Url, agent.Credential);
        await live.SubscribeAfterAsync("", topics);
        await using var narrow = await LiveClient.ConnectAsync(server.Url, agent.Credential);

        var tag = (await server.Admin.PostAsync("/v1.0/tags", new { name = "vip" })).Ok().Id;
        await narrow.SubscribeAfterAsync("", $"{customer}:tag:{tag}");
        (await server.Admin.PutAsync($"/v1.0/tags/{tag}", new { name = "VIP" })).Ok();
        await server.AddAgentAsync();
        (await server.Admin.DeleteAsync($"/v1.0/tags/{tag}")).Ok();
        var reply = (await server.Admin.PostAsync("/v1.0/canned_replies", new { name = "Hello", text = "Hello!" })).Ok().Id;
        (await server.Admin.PutAsync($"/v1.0/canned_replies/{reply}", new { text = "Hi!" })).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/canned_replies/{reply}")).Ok();

        string[] told = ["tag_created", "tag_updated", "tag_deleted", "canned_reply_created", "canned_reply_updated", "canned_reply_deleted"];
        var first = await live.NextAsync();
        first.GetProperty("data").GetProperty("name").GetString().ShouldBe("vip");
        (await live.NextTypesAsync(5)).ShouldBe(told[1..]);
        (await narrow.NextTypesAsync(3)).ShouldBe(told[..3]);
        clock.Offset = TimeSpan.FromMinutes(11);
        await using var back = await LiveClient.ConnectAsync(server.Url, agent.Credential);
        await back.SubscribeAfterAsync(first.GetProperty("cursor").GetString()!, topics);
        (await back.NextTypesAsync(5)).ShouldBe(told[1..]);
        foreach (var other in (string[])[customer, $"{customer}:agent", $"{customer}:conversation"])
        {
            await using var refused = await LiveClient.ConnectAsync(server.Url, agent.Credential);
            await refused.SubscribeAsync(other);
            (await refused.Closed).Code.ShouldBe(1008);
        }
        await using var foreign = await LiveClient.ConnectAsync(server.Url, (await server.AddCustomerAsync()).Credential);
        await foreign.SubscribeAsync($"{customer}:tag");
        (await foreign.Closed).Code.ShouldBe(1008);
    }
}
