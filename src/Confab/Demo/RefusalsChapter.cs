using System.Text.Json.Nodes;

namespace Confab.Demo;

/// <summary>Listing "my conversations", and the refusals that the tutorial's reference names.</summary>
internal static class RefusalsChapter
{
    private const string Admin = "<ADMIN_TOKEN>";
    private const string Agent = "<AGENT_TOKEN>";

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(Story story, string id, string agentId)
    {
        story.Chapter("Listing “my conversations”");
        foreach (var prefix in (string[])["/v1.0/conversations", "/v1.0/service_agents/conversations"])
        {
            var assigned = await story.CallAsync("PUT", $"{prefix}/{id}", Admin, new JsonObject { ["owner_id"] = agentId, ["name"] = "conversation", ["detail"] = "conversation detail" });
            story.Expect("PUT takes owner_id, name and detail", assigned.Status == 200 && assigned["name"] == "conversation" && assigned["owner_id"] == agentId);
            var mine = await story.CallAsync("GET", $"/v1.0/conversations?owner_id={agentId}&page_token=2999-04-30T10:00:00.000000Z", Agent);
            story.Expect("the agent lists its own, with a page_token in ISO form", mine.Rows.Count == 1 && mine.Rows[0]["id"]!.ToString() == id);
            story.Expect("PUT is 403 for an agent", (await story.CallAsync("PUT", $"{prefix}/{id}", Agent, new JsonObject { ["name"] = "x" })).Status == 403);
            story.Expect("PUT with an agent that does not exist is 400", (await story.CallAsync("PUT", $"{prefix}/{id}", Admin, new JsonObject { ["owner_id"] = Ids.Random().ToString() })) is { Status: 400, Reason: "AGENT_NOT_FOUND" });
            story.Expect("the owning agent unassigns", (await story.CallAsync("POST", $"{prefix}/{id}/unassign", Agent)).Status == 200);
            story.Expect("who is neither admin nor owner is refused", (await story.CallAsync("POST", $"{prefix}/{id}/unassign", Agent)).Status == 403);
            story.Expect("what does not exist is 404", (await story.CallAsync("POST", $"{prefix}/{Ids.Random()}/unassign", Agent)) is { Status: 404, Reason: "CONVERSATION_NOT_FOUND" });
        }
        story.Expect("an agent that omits owner_id is refused", (await story.CallAsync("GET", "/v1.0/conversations", Agent)).Status == 403);
        story.Expect("and one that names another", (await story.CallAsync("GET", $"/v1.0/conversations?owner_id={Ids.Random()}", Agent)).Status == 403);
        story.Expect("no credential is 401", (await story.CallAsync("GET", "/v1.0/conversations", null)) is { Status: 401, Reason: "AUTHENTICATION_REQUIRED" });
        story.Expect("a malformed page_token is 400", (await story.CallAsync("GET", "/v1.0/conversations?page_token=nonsense", Admin)).Status == 400);
    }
}
