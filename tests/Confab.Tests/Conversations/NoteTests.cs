namespace Confab.Tests.Conversations;

public sealed class NoteTests
{
    [Fact]
    public async Task Notes_are_told_of_listed_and_deleted_and_never_sent()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync();
        var conversation = (await line.SayAsync("Uann", "hello")).GetProperty("id").GetString()!;
        var (ownerId, owner) = await server.AddAgentAsync();
        var notes = $"/v1.0/service_agents/conversations/{conversation}/notes";
        (await owner.GetAsync(notes)).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = ownerId })).Ok();

        var mine = (await owner.PostAsync(notes, new { text = "calls back at five" })).Ok().Json;
        (mine.GetProperty("by").GetProperty("kind").GetString(), mine.GetProperty("by").GetProperty("id").GetString(), mine.GetProperty("by").GetProperty("name").GetString()).ShouldBe(("agent", ownerId, "An agent"));
        var admins = (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/notes", new { text = "a VIP" })).Ok().Json;
        admins.GetProperty("by").GetProperty("kind").GetString().ShouldBe("accesskey");
        foreach (var text in (object?[])[null, "", 7, new string('x', 10_001)])
            (await owner.PostAsync(notes, new { text })).Status.ShouldBe(400);

        var first = (await owner.GetAsync(notes + "?page_size=1")).Ok();
        first.Result[0].GetProperty("text").GetString().ShouldBe("a VIP");
        (await owner.GetAsync($"{notes}?page_token={first["next_page_token"]}")).Ok().Result.Single().GetProperty("text").GetString().ShouldBe("calls back at five");

        (await owner.DeleteAsync($"{notes}/{admins.GetProperty("id").GetString()}")).ShouldFail(403, "PERMISSION_DENIED");
        (await owner.DeleteAsync($"{notes}/{Guid.NewGuid()}")).ShouldFail(404, "NOTE_NOT_FOUND");
        (await owner.DeleteAsync($"{notes}/x")).ShouldFail(400, "INVALID_ID");
        (await owner.DeleteAsync($"{notes}/{mine.GetProperty("id").GetString()}")).Ok();
        (await owner.DeleteAsync($"{notes}/{mine.GetProperty("id").GetString()}")).ShouldFail(404, "NOTE_NOT_FOUND");
        (await server.Admin.DeleteAsync($"/v1.0/conversations/{conversation}/notes/{admins.GetProperty("id").GetString()}")).Ok();
        (await owner.GetAsync(notes)).Ok().Result.ShouldBeEmpty();

        await server.Receiver.WaitForAsync(told => told.Type == "conversation_note_deleted" && (string?)told.Data["text"] == "a VIP");
        server.Receiver.Events.Count(told => told.Type == "conversation_note_created").ShouldBe(2);
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages")).Result.Length.ShouldBe(1);
        server.Line.Pushes.ShouldBeEmpty();
    }
}
