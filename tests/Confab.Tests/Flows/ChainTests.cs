using static Confab.Tests.Flows.Runs;

namespace Confab.Tests.Flows;

/// <summary>What follows a flow on completion, and what does not.</summary>
public sealed class ChainTests : IAsyncLifetime
{
    private TestServer server = null!;
    private CallTarget target = null!;

    public async ValueTask InitializeAsync() => (server, target) = (await TestServer.StartAsync(), await CallTarget.StartedAsync());

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await target.DisposeAsync();
    }

    [Fact]
    public async Task What_follows_belongs_to_the_same_conversation_knows_its_message_and_counts()
    {
        var told = Tell("${voipbin.activeflow.complete_count} ${voipbin.activeflow.reference_activeflow_id} ${voipbin.conversation_message.text} ${voipbin.conversation.id} ${own}");
        var second = await server.AddFlowAsync(told, new { type = "conversation_send", option = new { text = "second" } });
        var first = await AddAsync(second, Set("own", "mine"), told, new { type = "stop" }, new { type = "block" });
        var line = await server.AddLineAccountAsync(first);
        var conversation = (await line.SayAsync("Ua", "hello")).GetProperty("id").GetString()!;
        await server.Line.WaitForPushAsync(push => push is { To: "Ua", Text: "second" });
        var runs = (await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), page => page.Result.All(run => run.GetProperty("status").GetString() == "ended"))).Result;
        runs.Select(run => run.GetProperty("flow_id").GetString()).ShouldBe([second, first]);
        runs.Select(run => run.GetProperty("on_complete_flow_id").GetString()).ShouldBe([Guid.Empty.ToString(), second]);
        runs.Select(run => (run.GetProperty("reference_type").GetString(), run.GetProperty("reference_id").GetString())).Distinct().ShouldBe([("conversation", conversation)]);
        await target.WaitAsync(() => target.Calls.Count == 2);
        target.Calls.Select(call => call.Body).Order().ShouldBe([$"0 {Guid.Empty} hello {conversation} mine", $"1 {runs[1].GetProperty("id").GetString()} hello {conversation} "]);
    }

    [Fact]
    public async Task Nothing_follows_what_failed_or_was_stopped_and_what_follows_must_be_there()
    {
        var next = await server.AddFlowAsync(Tell("next"));
        var fails = await StartAsync(await AddAsync(next, new { type = "conversation_send", option = new { text = "to nobody" } }));
        var failed = await server.EndOfAsync(fails);
        (failed.Error(), failed.Json.GetProperty("error").GetProperty("action_id").GetString()).ShouldBe(("There is no such conversation.", failed.Json.GetProperty("current_action").GetProperty("id").GetString()));
        var stopped = await StartAsync(await AddAsync(next, new { type = "block" }));
        await server.RunUntilAsync(stopped, run => run.Types().Count == 1);
        (await server.Admin.PostAsync($"/v1.0/activeflows/{stopped}/stop")).Ok();

        var flow = await AddAsync(next, new { type = "block" }, Set("a", "b"));
        var cut = await StartAsync(flow);
        await server.RunUntilAsync(cut, run => run.Types().Count == 1);
        foreach (var gone in (string[])[flow, next])
            (await server.Admin.DeleteAsync($"/v1.0/flows/{gone}")).Ok();
        (await server.Admin.PostAsync($"/v1.0/activeflows/{cut}/continue", new { })).Ok();
        var ended = await server.EndOfAsync(cut);
        (ended.Error(), string.Join(',', ended.Types())).ShouldBe(("on_complete_flow_id: there is no such flow.", "block,variable_set"));
        await server.IdleAsync();
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Length.ShouldBe(3);
        target.Calls.ShouldBeEmpty();
    }

    private object Tell(string data) => new { type = "webhook_send", option = new { uri = target.Address, data_type = "text/plain", data } };

    private async Task<string> AddAsync(string next, params object[] actions) => (await server.Admin.PostAsync("/v1.0/flows", new { name = "flow", actions, on_complete_flow_id = next })).Ok().Id;

    private async Task<string> StartAsync(string flow) => (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Ok().Id;
}
