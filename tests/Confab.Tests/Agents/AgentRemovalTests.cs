namespace Confab.Tests.Agents;

public sealed class AgentRemovalTests
{
    [Fact]
    public async Task Deleting_an_agent_unassigns_its_conversations_with_their_events_and_their_flows_resume()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync(await server.AddAnswerFlowAsync("the flow"));
        var (agentId, _) = await server.AddAgentAsync();
        var (otherId, _) = await server.AddAgentAsync();
        var owned = new List<string>();
        foreach (var user in (string[])["Ua", "Ub", "Uc"])
        {
            var id = (await line.SayAsync(user, "hello")).GetProperty("id").GetString()!;
            (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = user == "Uc" ? otherId : agentId })).Ok();
            if (user != "Uc")
                owned.Add(id);
        }
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 3);

        (await server.Admin.DeleteAsync($"/v1.0/agents/{agentId}")).Ok();
        var rows = (await server.Admin.GetAsync("/v1.0/conversations")).Result.ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("owner_id").GetString()!);
        rows.Where(row => row.Value == Guid.Empty.ToString()).Select(row => row.Key).Order().ShouldBe(owned.Order());
        rows.Values.ShouldContain(otherId);
        foreach (var id in owned)
            await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["id"] == id && (string?)told.Data["owner_type"] == "");
        await server.Receiver.WaitForAsync(told => told.Type == "agent_deleted" && (string?)told.Data["id"] == agentId);
        (await server.Admin.PutAsync($"/v1.0/conversations/{owned[0]}", new { owner_id = agentId })).ShouldFail(400, "AGENT_NOT_FOUND");

        await line.SayAsync("Ua", "anyone?");
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 4);
    }

    [Fact]
    public async Task An_agent_that_is_deleted_while_it_is_assigned_owns_nothing_afterwards()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
            ids.Add((await line.SayAsync($"U{i}", "hello")).GetProperty("id").GetString()!);
        var (agentId, _) = await server.AddAgentAsync();
        var assigning = ids.Select(id => server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = agentId })).ToList();
        var deleted = await server.Admin.DeleteAsync($"/v1.0/agents/{agentId}");
        deleted.Ok();
        (await Task.WhenAll(assigning)).ShouldAllBe(answer => answer.Status == 200 || answer.Reason == "AGENT_NOT_FOUND");
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldAllBe(row => row.GetProperty("owner_id").GetString() == Guid.Empty.ToString());
    }
}
