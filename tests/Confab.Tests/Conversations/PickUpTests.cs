namespace Confab.Tests.Conversations;

public sealed class PickUpTests
{
    [Fact]
    public async Task Agents_see_and_take_what_nobody_has_only_where_the_customer_says_so()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync();
        var id = (await line.SayAsync("Uann", "hello")).GetProperty("id").GetString()!;
        var (annId, ann) = await server.AddAgentAsync();
        var (_, bob) = await server.AddAgentAsync();
        (await server.Admin.GetAsync("/v1.0/customer")).Ok()["agent_pickup"].ShouldBe("False");
        (await ann.GetAsync("/v1.0/service_agents/conversations?assigned=false")).ShouldFail(403, "PERMISSION_DENIED");
        (await ann.PostAsync($"/v1.0/service_agents/conversations/{id}/take")).ShouldFail(403, "PERMISSION_DENIED");

        (await server.Admin.PutAsync("/v1.0/customer", new { agent_pickup = true })).Ok()["agent_pickup"].ShouldBe("True");
        (await ann.GetAsync("/v1.0/service_agents/conversations?assigned=false&state=open")).Ok().Result.Single().GetProperty("id").GetString().ShouldBe(id);
        (await ann.GetAsync("/v1.0/service_agents/conversations")).Ok().Result.ShouldBeEmpty();
        (await ann.GetAsync($"/v1.0/service_agents/conversations?assigned=false&owner_id={annId}")).Ok().Result.ShouldBeEmpty();
        (await server.Admin.PostAsync($"/v1.0/service_agents/conversations/{id}/take")).ShouldFail(403, "PERMISSION_DENIED");

        var answers = await Task.WhenAll(ann.PostAsync($"/v1.0/service_agents/conversations/{id}/take"), bob.PostAsync($"/v1.0/service_agents/conversations/{id}/take"));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Single(answer => answer.Status != 200).ShouldFail(409, "STATE_INVALID");
        var winner = answers[0].Status == 200 ? ann : bob;
        (await winner.PostAsync($"/v1.0/service_agents/conversations/{id}/take")).Ok();
        (await winner.GetAsync($"/v1.0/service_agents/conversations/{id}")).Ok()["owner_type"].ShouldBe("agent");
        (await ann.GetAsync("/v1.0/service_agents/conversations?assigned=false")).Ok().Result.ShouldBeEmpty();
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["owner_type"] == "agent");
        server.Receiver.Events.Count(told => told.Type == "conversation_updated").ShouldBe(1);
        (await (await server.AddCustomerAsync()).PostAsync($"/v1.0/service_agents/conversations/{id}/take")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
    }
}
