namespace Confab.Tests.Flows;

/// <summary>Lists of runs, and a run's variables.</summary>
public sealed class RunListTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Runs_are_listed_of_a_flow_of_a_conversation_and_of_both()
    {
        var flows = new[] { await server.AddAnswerFlowAsync("one"), await server.AddAnswerFlowAsync("two") };
        var lines = new[] { await server.AddLineAccountAsync(flows[0]), await server.AddLineAccountAsync(flows[1]) };
        var conversations = new List<string>();
        for (var i = 0; i < 4; i++)
            for (var times = 0; times < 3; times++)
                if ((await lines[i / 2].SayAsync($"U{i}", "hello")).GetProperty("id").GetString() is { } id && times == 0)
                    conversations.Add(id);
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{lines[0].Id}", new { message_flow_id = flows[1] })).Ok();
        await lines[0].SayAsync("U0", "another flow");
        (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flows[0] })).Ok();

        var all = (await server.Admin.GetAsync("/v1.0/activeflows")).Ok().Result;
        all.Length.ShouldBe(14);
        foreach (var flow in (string[])["", .. flows, Guid.NewGuid().ToString()])
            foreach (var conversation in (string[])["", .. conversations, Guid.NewGuid().ToString()])
            {
                var expected = all.Where(run => (flow.Length == 0 || run.GetProperty("flow_id").GetString() == flow) && (conversation.Length == 0 || run.GetProperty("reference_id").GetString() == conversation));
                var seen = new List<string>();
                for (var token = ""; ;)
                {
                    var page = (await server.Admin.GetAsync($"/v1.0/activeflows?flow_id={flow}&reference_id={conversation}&page_size=2&page_token={token}")).Ok();
                    seen.AddRange(page.Result.Select(run => run.GetProperty("id").GetString()!));
                    if ((token = page["next_page_token"]).Length == 0)
                        break;
                }
                seen.ShouldBe(expected.Select(run => run.GetProperty("id").GetString()!));
            }
        foreach (var field in (string[])["flow_id", "reference_id"])
            (await server.Admin.GetAsync($"/v1.0/activeflows?{field}=x")).ShouldFail(400, "INVALID_ID");
        (await (await server.AddCustomerAsync()).GetAsync($"/v1.0/activeflows?flow_id={flows[0]}")).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_shows_its_variables_to_who_asks_for_it_and_lists_and_events_do_not()
    {
        await server.SetWebhookAsync();
        var run = await server.RunAsync(new { order = "A-7" }, Runs.Set("state", "packed"), new { type = "block" });
        var found = await server.RunUntilAsync(run.Id, found => found.Json.GetProperty("variables").TryGetProperty("state", out _));
        var variables = found.Json.GetProperty("variables");
        (variables.GetProperty("order").GetString(), variables.GetProperty("state").GetString(), variables.GetProperty("voipbin.activeflow.id").GetString()).ShouldBe(("A-7", "packed", run.Id));
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/stop")).Ok().Json.TryGetProperty("variables", out _).ShouldBeFalse();
        (await server.EndOfAsync(run.Id)).Json.GetProperty("variables").GetProperty("state").GetString().ShouldBe("packed");
        (await server.Admin.GetAsync("/v1.0/activeflows")).Ok().Result.ShouldAllBe(one => !HasVariables(one));
        (await server.Receiver.WaitForAsync(told => told.Type == "activeflow_updated" && (string?)told.Data["status"] == "ended")).Data["variables"].ShouldBeNull();
    }

    private static bool HasVariables(JsonElement run) => run.TryGetProperty("variables", out _);
}
