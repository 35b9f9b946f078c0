namespace Confab.Tests.Replies;

public sealed class CannedReplyTests
{
    [Fact]
    public async Task Admins_write_them_and_agents_read_them_and_fill_them_in_for_their_conversations()
    {
        await using var server = await TestServer.StartAsync();
        server.Line.Profiles["Uann"] = "${agent.name} Ann";
        var line = await server.AddLineAccountAsync();
        var conversation = (await line.SayAsync("Uann", "hello")).GetProperty("id").GetString()!;
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{conversation}"), found => found.Json.GetProperty("peer").GetProperty("target_name").GetString()!.Length > 9);
        var (ownerId, owner) = await server.AddAgentAsync();
        var (_, other) = await server.AddAgentAsync();
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = ownerId })).Ok();
        (await server.Admin.PutAsync("/v1.0/customer", new { name = "The Shop" })).Ok();

        var reply = (await server.Admin.PostAsync("/v1.0/canned_replies", new { name = "Hello", shortcut = "hi", text = "x" })).Ok();
        reply.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["id", "customer_id", "name", "shortcut", "text", "tm_create", "tm_update", "tm_delete"]);
        (await server.Admin.PutAsync($"/v1.0/canned_replies/{reply.Id}", new { text = "Hello ${peer.name} (${peer.target}), ${agent.name} of ${ customer.name }.${nothing} ${peer.name|you} ${nothing | there}${nothing|} ${" })).Ok()["shortcut"].ShouldBe("hi");
        (await owner.GetAsync("/v1.0/service_agents/canned_replies")).Ok().Result.Single().GetProperty("id").GetString().ShouldBe(reply.Id);
        foreach (var area in (string[])["/v1.0/canned_replies", "/v1.0/service_agents/canned_replies"])
            (await owner.PostAsync($"{area}/{reply.Id}/render", new { conversation_id = conversation })).Ok()["text"].ShouldBe("Hello ${agent.name} Ann (Uann), An agent of The Shop. ${agent.name} Ann there ${");
        (await server.Admin.PostAsync($"/v1.0/canned_replies/{reply.Id}/render", new { conversation_id = conversation })).Ok()["text"].ShouldContain(",  of The Shop");
        (await other.PostAsync($"/v1.0/service_agents/canned_replies/{reply.Id}/render", new { conversation_id = conversation })).ShouldFail(403, "PERMISSION_DENIED");
        (await owner.PostAsync($"/v1.0/canned_replies/{reply.Id}/render", new { conversation_id = Guid.NewGuid() })).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        (await owner.PostAsync($"/v1.0/canned_replies/{reply.Id}/render", new { })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");

        foreach (var bad in (object[])[new { name = "x" }, new { text = "x" }, new { name = 7, text = "x" }, new { name = "x", text = "x", shortcut = new string('x', 256) }])
            (await server.Admin.PostAsync("/v1.0/canned_replies", bad)).Status.ShouldBe(400);
        (await server.Admin.PutAsync($"/v1.0/canned_replies/{reply.Id}", new { text = "" })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");
        (await server.Admin.DeleteAsync($"/v1.0/canned_replies/{reply.Id}")).Ok();
        (await owner.GetAsync($"/v1.0/canned_replies/{reply.Id}")).ShouldFail(404, "CANNED_REPLY_NOT_FOUND");
    }
}
