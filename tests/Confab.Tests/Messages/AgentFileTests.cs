namespace Confab.Tests.Messages;

/// <summary>Files that agents send: only where the customer lets them answer, and only what is theirs to read.</summary>
public sealed class AgentFileTests : IAsyncLifetime
{
    private const string Uploads = "/v1.0/service_agents/medias";
    private TestServer server = null!;
    private LineAccount line = null!;
    private string ann = "", annId = "";
    private ApiClient agent = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        line = await server.AddLineAccountAsync();
        (annId, agent) = await server.AddAgentAsync();
        ann = await OwnedAsync("Uann", annId);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_agent_uploads_a_file_and_sends_it_where_agents_may_answer()
    {
        (await UploadAsync(agent)).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true })).Ok();
        var media = (await UploadAsync(agent)).Ok();
        (media["type"], media["filename"], media["width"], media["status"]).ShouldBe(("image", "cat.png", "7", "ready"));
        (await server.UploadAsync([1], by: agent)).ShouldFail(403, "PERMISSION_DENIED");
        var sent = (await SendAsync(agent, ann, media.Id)).Ok();
        (sent.Json.GetProperty("medias")[0].GetProperty("id").GetString(), sent.Json.GetProperty("sender").GetProperty("id").GetString()).ShouldBe((media.Id, annId));
        await server.Line.WaitForPushAsync(push => push.Text.StartsWith("look", StringComparison.Ordinal));
        (await agent.GetAsync($"/v1.0/service_agents/conversations/{ann}/medias/{media.Id}/content")).Status.ShouldBe(200);
        (await UploadAsync(server.Admin)).Ok();
        (await agent.PostAsync(Uploads, new { file = "x" })).ShouldFail(415, "CONTENT_TYPE_NOT_SUPPORTED");
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_reply = false })).Ok();
        (await UploadAsync(agent)).ShouldFail(403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task What_others_have_is_as_if_it_were_not_there()
    {
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true })).Ok();
        var (bobId, bob) = await server.AddAgentAsync();
        var bobs = await OwnedAsync("Ubob", bobId);
        var own = (await UploadAsync(bob)).Ok().Id;
        var uploaded = (await server.UploadAsync([1])).Ok().Id;
        var missing = await SendAsync(agent, ann, Guid.NewGuid().ToString());
        missing.ShouldFail(400, "INVALID_ARGUMENT");
        foreach (var id in (string[])[own, uploaded])
        {
            var refused = await SendAsync(agent, ann, id);
            (refused.Status, refused.Json.GetProperty("error").GetProperty("details").GetRawText()).ShouldBe((400, missing.Json.GetProperty("error").GetProperty("details").GetRawText()));
        }

        // What a conversation has seen, its agent may send on: as long as it has it.
        (await server.Admin.PostAsync($"/v1.0/conversations/{bobs}/messages", new { text = "prices", medias = new[] { new { id = uploaded } } })).Ok();
        (await SendAsync(agent, ann, uploaded)).Status.ShouldBe(400);
        (await SendAsync(bob, bobs, uploaded)).Ok();
        var second = await OwnedAsync("Ubobby", bobId);
        (await SendAsync(bob, second, uploaded)).Ok();
        foreach (var id in (string[])[bobs, second])
            (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = annId })).Ok();
        (await SendAsync(agent, ann, uploaded)).Ok();
        (await server.Admin.PutAsync($"/v1.0/conversations/{second}", new { owner_id = bobId })).Ok();
        (await server.Admin.PostAsync($"/v1.0/conversations/{second}/unassign")).Ok();
        var third = await OwnedAsync("Ubo", bobId);
        (await SendAsync(bob, third, uploaded)).Status.ShouldBe(400);
        (await SendAsync(bob, third, own)).Ok();
        (await server.Admin.PostAsync($"/v1.0/conversations/{third}/messages", new { text = "look", medias = new[] { new { id = own } } })).Ok();
    }

    private async Task<string> OwnedAsync(string peer, string ownerId)
    {
        var id = (await line.SayAsync(peer, "hello")).GetProperty("id").GetString()!;
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = ownerId })).Ok();
        return id;
    }

    private Task<Answer> UploadAsync(ApiClient by) => server.UploadAsync(Pictures.Png(7, 8), "cat.png", "image/png", by, Uploads);

    private static Task<Answer> SendAsync(ApiClient by, string conversation, string media) =>
        by.PostAsync($"/v1.0/service_agents/conversations/{conversation}/messages", new { text = "look", medias = new[] { new { id = media } } });
}
