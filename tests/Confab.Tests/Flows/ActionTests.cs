namespace Confab.Tests.Flows;

/// <summary>What single actions do in a real run; FlowTests has how runs go on, wait and end.</summary>
public sealed class ActionTests : IAsyncLifetime
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
    public async Task A_flow_that_a_message_starts_knows_all_of_its_conversation_and_of_itself()
    {
        string[] names =
        [
            "activeflow.id", "activeflow.reference_type", "activeflow.reference_id", "activeflow.reference_activeflow_id", "activeflow.flow_id", "activeflow.complete_count", "conversation.id",
            "conversation.owner_id", .. from side in (string[])["self", "peer"] from part in (string[])["type", "target", "target_name", "name", "detail"] select $"conversation.{side}.{part}",
            "conversation_message.id", "conversation_message.text", "conversation_message.direction"
        ];
        var flow = await server.AddFlowAsync(Call("/all", string.Join('\n', names.Select(name => $"${{voipbin.{name}}}"))));
        server.Line.Profiles["Ua"] = "Alice";
        var line = await server.AddLineAccountAsync(flow);
        var conversation = await line.SayAsync("Ua", "first ${voipbin.conversation.id}");
        await target.WaitAsync(() => target.Calls.Count == 1);
        var run = (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Single();
        var message = (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages")).Result.Single();
        target.Calls[0].Body.Split('\n').ShouldBe(
        [
            run.GetProperty("id").GetString()!, "conversation", conversation.GetProperty("id").GetString()!, Guid.Empty.ToString(), flow, "0", conversation.GetProperty("id").GetString()!, Guid.Empty.ToString(),
            "line", "", "me", "", "", "line", "Ua", target.Calls[0].Body.Split('\n')[15], "", "", message.GetProperty("id").GetString()!, "first ${voipbin.conversation.id}", "incoming"
        ]);
    }

    [Fact]
    public async Task Message_send_sends_an_sms_from_a_number_of_the_customers()
    {
        var run = await RunAsync(new { type = "message_send", option = new { source = new { type = "tel", target = FirstStart.SandboxNumber }, destinations = new[] { new { type = "tel", target = "${to}" }, new { type = "tel", target = "+15550199002" } }, text = "for ${to}" } });
        (await EndOf(run)).Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("");
        foreach (var number in (string[])["%2B15550199001", "%2B15550199002"])
            (await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/phone/messages?number={number}"), page => page.Result.Length == 1)).Result[0].GetProperty("text").GetString().ShouldBe("for +15550199001");
    }

    [Fact]
    public async Task A_fetched_flow_comes_back_and_keeps_the_actions_it_was_fetched_with()
    {
        var inner = await server.AddFlowAsync(Set("b", "inner"), new { type = "block" }, Call("/inner", "${b}"));
        var run = await RunAsync(Set("a", "outer"), new { type = "fetch_flow", option = new { flow_id = inner } }, Call("/outer", "${a} ${b}"));
        var blocked = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => now.Json.GetProperty("current_action").GetProperty("type").GetString() == "block");
        (await server.Admin.PutAsync($"/v1.0/flows/{inner}", new { actions = new[] { Call("/changed", "") } })).Ok();
        blocked["forward_action_id"].ShouldNotBe(Guid.Empty.ToString());
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })).Ok();
        var ended = await EndOf(run);
        Types(ended).ShouldBe(["variable_set", "fetch_flow", "variable_set", "block", "webhook_send", "webhook_send"]);
        ended.Json.GetProperty("executed_actions")[4].GetProperty("id").GetString().ShouldBe(blocked["forward_action_id"]);
        await target.WaitAsync(() => target.Calls.Count == 2);
        target.Calls.Select(call => (call.Path, call.Body)).ShouldBe([("/inner", "inner"), ("/outer", "outer inner")]);
    }

    [Fact]
    public async Task Flows_that_fetch_each_other_without_end_are_stopped_by_the_stacks_limit()
    {
        var flow = await server.AddFlowAsync(new { type = "stop" });
        (await server.Admin.PutAsync($"/v1.0/flows/{flow}", new { actions = new object[] { new { type = "fetch_flow", option = new { flow_id = flow } }, Call("/never", "") } })).Ok();
        var ended = await EndOf((await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Ok());
        ended.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("actions: flows are fetched more than 10 deep.");
        Types(ended).Count.ShouldBe(11);
        var gone = await EndOf(await RunAsync(new { type = "fetch_flow", option = new { flow_id = Guid.NewGuid() } }));
        gone.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("flow_id: there is no such flow.");
        target.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_fetched_again_counts_once_and_what_becomes_too_large_ends_the_flow()
    {
        var (first, again) = (await server.AddFlowAsync(new { type = "variable_set", option = new { key = "a", value = "b", more = new string('z', 600_000) } }), Guid.NewGuid());
        var second = await server.AddFlowAsync(new { type = "variable_set", option = new { key = "a", value = "c", more = new string('z', 600_000) } });
        var ended = await EndOf(await RunAsync(new { id = again, type = "fetch_flow", option = new { flow_id = first } }, new { type = "goto", option = new { target_id = again, loop_count = 2 } },
            new { type = "fetch_flow", option = new { flow_id = second } }));
        ended.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("actions: what the flow has fetched has become too large.");
        Types(ended).Count(type => type == "variable_set").ShouldBe(3);
    }

    [Theory]
    [InlineData("""[{"type": "variable_set", "option": {"key": "b", "value": "fetched"}}]""")]
    [InlineData("""{"actions": [{"type": "variable_set", "option": {"key": "b", "value": "fetched"}}]}""")]
    public async Task Fetch_asks_a_url_for_actions_runs_them_and_comes_back(string answer)
    {
        target.Answers["/actions"] = answer;
        var run = await RunAsync(new { type = "fetch", option = new { event_url = target.Address + "/actions", event_method = "POST" } }, Call("/after", "${b}"));
        await target.WaitAsync(() => target.Calls.Count == 2);
        (target.Calls[0].Method, target.Calls[0].ContentType, target.Calls[0].Body).ShouldBe(("POST", "application/json", $$"""{"activeflow_id":"{{run.Id}}","reference_id":"{{Guid.Empty}}"}"""));
        (target.Calls[1].Path, target.Calls[1].Body).ShouldBe(("/after", "fetched"));
    }

    [Theory]
    [InlineData("""[{"type": "answer"}, {"type": "sleep"}]""", "actions[0].type: \"answer\" is for calls; this server carries messages, not calls. actions[1].option.duration: \"sleep\": is required.")]
    [InlineData("no json", "The body is not valid JSON.")]
    [InlineData("{}", "actions: is required.")]
    public async Task What_is_fetched_and_cannot_be_run_ends_the_flow_and_says_why(string answer, string why)
    {
        target.Answers["/actions"] = answer;
        var ended = await EndOf(await RunAsync(new { type = "fetch", option = new { event_url = target.Address + "/actions" } }, Call("/never", "")));
        ended.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe(why);
        ended.Json.GetProperty("error").GetProperty("action_id").GetString().ShouldBe(ended.Json.GetProperty("current_action").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_block_waits_until_it_is_continued_once_and_its_bodys_fields_become_variables()
    {
        await server.SetWebhookAsync();
        var run = await RunAsync(new { type = "block" }, Call("/after", "${said} ${count} ${voipbin.activeflow.complete_count}"), new { type = "block" });
        await server.Receiver.WaitForAsync(told => told.Type == "activeflow_updated" && told.Data["status"]!.ToString() == "running");
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new Dictionary<string, object> { ["said"] = "yes", ["count"] = 2, ["long"] = new string('x', 600_000), ["voipbin.activeflow.complete_count"] = "evil" })).Ok()["status"].ShouldBe("running");
        await target.WaitAsync(() => target.Calls.Count == 1);
        target.Calls[0].Body.ShouldBe("yes 2 0");
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => Types(now).Count == 3);
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { longer = new string('x', 600_000) })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })).Ok();
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })).ShouldFail(409, "STATE_INVALID");
        await EndOf(run);
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })).ShouldFail(409, "STATE_INVALID");
        (await server.Admin.DeleteAsync($"/v1.0/activeflows/{run.Id}")).Status.ShouldBe(204);
        await server.Receiver.WaitForAsync(told => told.Type == "activeflow_deleted");
        server.Receiver.Events.Where(told => told.Data["id"]!.ToString() == run.Id).Select(told => (told.Type, told.Data["status"]!.ToString())).ShouldBe(
            [("activeflow_created", "running"), ("activeflow_updated", "running"), ("activeflow_updated", "running"), ("activeflow_updated", "ended"), ("activeflow_deleted", "ended")]);
    }

    [Fact]
    public async Task Two_who_continue_at_once_continue_once()
    {
        var run = await RunAsync(new { type = "block" }, new { type = "sleep", option = new { duration = 600_000 } });
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => Types(now).Count == 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 409).ShouldBe(7);
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => Types(now).Count == 2);
    }

    [Theory]
    [InlineData("sleep")]
    [InlineData("block")]
    [InlineData("webhook_send")]
    [InlineData("fetch")]
    [InlineData("conversation_send")]
    public async Task Stopped_during_an_action_the_next_one_is_not_run(string waits)
    {
        using var over = new CancellationTokenSource();
        target.Intercept = async http =>
        {
            if (http.Request.Path == "/hangs" || http.Request.Path.Value!.EndsWith("/push", StringComparison.Ordinal))
                await Task.WhenAny(Task.Delay(Timeout.Infinite, over.Token), Task.Delay(Timeout.Infinite, http.RequestAborted));
            return false;
        };
        server.Line.Intercept = target.Intercept;
        target.Answers["/hangs"] = "[]";
        object wait = waits switch
        {
            "sleep" => new { type = waits, option = new { duration = 400 } },
            "block" => new { type = waits },
            "fetch" => new { type = waits, option = new { event_url = target.Address + "/hangs" } },
            "conversation_send" => new { type = waits, option = new { conversation_id = (await (await server.AddLineAccountAsync()).SayAsync("Ua", "hello")).GetProperty("id").GetString(), text = "hangs", sync = true } },
            _ => Call("/hangs", "", sync: true)
        };
        var run = await RunAsync(wait, Call("/never", ""));
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => Types(now).Count == 1);
        if (waits is "webhook_send" or "fetch")
            await target.WaitAsync(() => target.Calls.Count == 1);
        if (waits == "conversation_send")
            await server.Line.WaitAsync(() => server.Line.Tries.Count == 1);
        var stopped = (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/stop")).Ok();
        (stopped["status"], stopped["forward_action_id"]).ShouldBe(("ended", Guid.Empty.ToString()));
        await over.CancelAsync();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        Types((await server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}")).Ok()).ShouldBe([waits]);
        target.Calls.ShouldNotContain(call => call.Path == "/never");
    }

    [Theory]
    [InlineData("sleep")]
    [InlineData("block")]
    public async Task Deleted_while_it_waits_it_is_ended_and_the_next_action_is_not_run(string waits)
    {
        await server.SetWebhookAsync();
        var run = await RunAsync(new { type = waits, option = new { duration = 400 } }, Call("/never", ""));
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => Types(now).Count == 1);
        (await server.Admin.DeleteAsync($"/v1.0/activeflows/{run.Id}")).Status.ShouldBe(204);
        (await server.Receiver.WaitForAsync(told => told.Type == "activeflow_deleted")).Data["status"]!.ToString().ShouldBe("ended");
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })).ShouldFail(404, "ACTIVEFLOW_NOT_FOUND");
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        target.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_running_activeflow_keeps_the_actions_it_began_with_and_its_chain_says_where_it_is_cut()
    {
        var flow = await server.AddFlowAsync(new { type = "block" }, Call("/old", ""));
        var run = (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => Types(now).Count == 1);
        (await server.Admin.PutAsync($"/v1.0/flows/{flow}", new { actions = new[] { Call("/new", "") }, on_complete_flow_id = flow })).Ok();
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/continue", new { })).Ok();
        await EndOf(run);
        await target.WaitAsync(() => target.Calls.Count == 1);
        target.Calls[0].Path.ShouldBe("/old");

        (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Ok();
        var page = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), page => page.Result.Length == 6 && page.Result.All(item => item.GetProperty("status").GetString() == "ended"));
        page.Result.Take(5).Select(item => item.GetProperty("error").GetProperty("message").GetString()).ShouldBe(["on_complete_flow_id: a chain is at most 5 flows long.", "", "", "", ""]);
        page.Result.Take(4).Select(item => item.GetProperty("reference_activeflow_id").GetString()).ShouldBe(page.Result.Skip(1).Take(4).Select(item => item.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_address_that_may_not_be_called_is_refused_when_it_is_kept_and_when_it_is_made_of_variables()
    {
        await using var guarded = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false" });
        foreach (var action in (object[])[new { type = "webhook_send", option = new { uri = "http://127.0.0.1/x" } }, new { type = "fetch", option = new { event_url = "http://10.0.0.1/x" } }])
            (await guarded.Admin.PostAsync("/v1.0/flows", new { actions = new[] { action } })).Text.ShouldContain("Confab:Webhooks:AllowPrivateNetworks");
        foreach (var action in (object[])[new { type = "webhook_send", option = new { uri = "http://${host}/x", sync = true } }, new { type = "webhook_send", option = new { uri = "http://${host}/x" } }, new { type = "fetch", option = new { event_url = "http://${host}/x" } }])
        {
            var run = (await guarded.Admin.PostAsync("/v1.0/activeflows", new { actions = new[] { action }, variables = new { host = new Uri(target.Address).Authority } })).Ok();
            var ended = await Poll.UntilAsync(() => guarded.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => now["status"] == "ended");
            ended.Json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("leads to a private network");
        }
        target.Calls.ShouldBeEmpty();
    }

    private static object Set(string key, string value) => new { type = "variable_set", option = new { key, value } };

    private object Call(string path, string data, bool sync = false) => new { type = "webhook_send", option = new { uri = target.Address + path, method = "POST", data_type = "text/plain", data, sync } };

    private async Task<Answer> RunAsync(params object[] actions) => (await server.Admin.PostAsync("/v1.0/activeflows", new { actions, variables = new { to = "+15550199001" } })).Ok();

    private Task<Answer> EndOf(Answer run) => Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}"), now => now["status"] == "ended");

    private static List<string> Types(Answer run) => [.. run.Json.GetProperty("executed_actions").EnumerateArray().Select(action => action.GetProperty("type").GetString()!)];
}
