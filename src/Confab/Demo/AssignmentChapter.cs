using System.Text.Json.Nodes;

namespace Confab.Demo;

/// <summary>Assigning a conversation to an agent: the tutorial's six steps, on any channel.</summary>
internal static class AssignmentChapter
{
    private const string Admin = "<ADMIN_TOKEN>";
    private const string Agent = "<AGENT_TOKEN>";
    private const string Nil = "00000000-0000-0000-0000-000000000000";

    /// <summary>Plays the six steps.</summary>
    /// <param name="story">Where it is told.</param>
    /// <param name="receiver">The customer's webhook receiver.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="say">Lets the peer write.</param>
    public static async Task PlayAsync(Story story, FakeReceiver receiver, string id, string agentId, Func<string, Task<Reply>> say)
    {
        var path = $"/v1.0/conversations/{id}";
        story.Chapter("Step 1. Admin assigns the conversation to the agent");
        var assigned = await story.CallAsync("PUT", path, Admin, new JsonObject { ["owner_id"] = agentId });
        story.Expect("owner_type is derived from owner_id", assigned["owner_type"] == "agent" && assigned["owner_id"] == agentId);

        story.Chapter("Step 2. Agent receives a conversation_updated webhook");
        var told = await receiver.WaitForAsync(item => item.Type == "conversation_updated" && item.ConversationId == id && item.Data["owner_id"]!.ToString() == agentId);
        story.Say(told.Data.ToJsonString());
        story.Expect("the webhook carries the new owner and is signed both ways", told.IsSigned && told.IsStandard);

        story.Chapter("Step 3. Inbound message arrives on the assigned conversation");
        var before = await ActiveflowsAsync(story);
        await say("Is somebody there?");
        var incoming = await receiver.WaitForAsync(item => item.ConversationId == id && item.Data["text"]?.ToString() == "Is somebody there?");
        story.Expect("the agent gets conversation_message_created with direction incoming", incoming.Type == "conversation_message_created" && incoming.Data["direction"]!.ToString() == "incoming");
        story.Expect("no new activeflow", await ActiveflowsAsync(story) == before);

        story.Chapter("Step 4. Agent replies to the conversation");
        var reply = new JsonObject { ["text"] = "Hi, this is the support agent. How can I help you today?", ["medias"] = new JsonArray() };
        story.Expect("with the agent's own token: 403 Forbidden", (await story.CallAsync("POST", $"{path}/messages", Agent, reply)).Status == 403);
        var sent = await story.CallAsync("POST", $"{path}/messages", Admin, reply);
        story.Expect("with an admin's token it is sent", sent["status"] == "progressing");
        await receiver.WaitForAsync(item => item.Type == "conversation_message_updated" && item.Data["id"]!.ToString() == sent["id"] && item.Data["status"]!.ToString() == "done");

        story.Chapter("Step 5. Agent self-unassigns when handling is complete");
        story.Expect("PUT with the nil UUID is 403 for an agent", (await story.CallAsync("PUT", path, Agent, new JsonObject { ["owner_id"] = Nil })).Status == 403);
        var unassigned = await story.CallAsync("POST", $"{path}/unassign", Agent);
        story.Expect("owner_type is empty and owner_id the nil UUID", unassigned["owner_type"] == "" && unassigned["owner_id"] == Nil);

        story.Chapter("Step 6. Next inbound message: registered flow resumes");
        await say("Thanks, bye");
        story.Expect("a fresh activeflow", (await story.UntilAsync("/v1.0/activeflows", Admin, page => page.Rows.Count == before + 1)).Rows.Count == before + 1);
        var answered = await receiver.WaitForAsync(item => item.ConversationId == id && (item.Data["text"]?.ToString() ?? "").Contains("Thanks, bye", StringComparison.Ordinal) && item.Data["direction"]!.ToString() == "outgoing");
        story.Expect("the flow answered", answered.Data["sender"]!["type"]!.ToString() == "flow");
    }

    private static async Task<int> ActiveflowsAsync(Story story) => (await story.UntilAsync("/v1.0/activeflows", Admin, _ => true)).Rows.Count;
}
