using Confab.Flows;
using Confab.Flows.Actions;
using FsCheck;
using FsCheck.Fluent;

namespace Confab.Tests.Flows;

public sealed class FlowTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Variables_branches_conditions_and_loops_lead_where_they_say()
    {
        var ids = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToArray();
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { id = ids[0], type = "branch", option = new { variable = "voipbin.conversation_message.text", target_ids = new Dictionary<string, Guid> { ["loop"] = ids[3], ["long text"] = ids[5] }, default_target_id = ids[1] } },
            new { id = ids[1], type = "conversation_send", option = new { text = "default for ${voipbin.conversation.peer.target} ${unknown}." } },
            new { id = ids[2], type = "stop" },
            new { id = ids[3], type = "conversation_send", option = new { text = "again" } },
            new { id = ids[4], type = "goto", next_id = ids[7], option = new { target_id = ids[3], loop_count = 2 } },
            new { id = ids[5], type = "condition_variable", option = new { condition = ">", variable = "${voipbin.conversation_message.text}", value_type = "length", value_length = 5, false_target_id = ids[7] } },
            new { id = ids[6], type = "conversation_send", option = new { text = "that was long" } },
            new { id = ids[7], type = "stop" }));
        await line.SayAsync("Ua", "anything");
        await line.SayAsync("Ub", "loop");
        await line.SayAsync("Uc", "long text");
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 5);
        server.Line.Pushes.Select(push => (push.To, push.Text)).Order().ShouldBe([("Ua", "default for Ua ."), ("Ub", "again"), ("Ub", "again"), ("Ub", "again"), ("Uc", "that was long")]);
    }

    [Fact]
    public async Task A_synchronous_call_turns_its_answers_fields_into_variables()
    {
        await using var shop = await Demo.FakeReceiver.StartAsync("");
        var keys = new System.Collections.Concurrent.ConcurrentQueue<string>();
        shop.Intercept = async http =>
        {
            keys.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
            http.Response.StatusCode = keys.Count == 1 ? 503 : 200;
            await http.Response.WriteAsync("""{"order": "A-7", "total": 12.5, "voipbin.evil": "x", "nested": {"a": 1}}""");
            return true;
        };
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "webhook_send", option = new { uri = shop.Address, method = "POST", data_type = "application/json", data = """{"type":"x","data":{"said":"${voipbin.conversation_message.text}"}}""", sync = true } },
            new { type = "conversation_send", option = new { text = "Order ${order}: ${total} ${nested} ${voipbin.evil}|" } }));
        await line.SayAsync("Ua", "where?");
        await server.Line.WaitForPushAsync(push => push.Text == """Order A-7: 12.5 {"a": 1} |""");
        keys.Distinct().Count().ShouldBe(1);
        shop.All[0].Data["said"]!.ToString().ShouldBe("where?");
    }

    [Fact]
    public async Task A_host_that_hangs_holds_up_nobody_elses_flow()
    {
        await using var hanging = await Demo.FakeReceiver.StartAsync("");
        using var over = new CancellationTokenSource();
        hanging.Intercept = async http =>
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, over.Token), Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        var slow = await server.AddLineAccountAsync(await server.AddFlowAsync(new { type = "webhook_send", option = new { uri = hanging.Address, data = """{"type":"x","data":{}}""", sync = true } }));
        var quick = await server.AddLineAccountAsync(await server.AddAnswerFlowAsync("at once"));
        for (var i = 0; i < 100; i++)
            await slow.SayAsync($"Uslow{i}", "hello");
        await hanging.WaitAsync(() => hanging.All.Count >= 64);
        await quick.SayAsync("Uquick", "hello");
        await server.Line.WaitForPushAsync(push => push.Text == "at once");
        hanging.All.Count.ShouldBeLessThan(100);
        hanging.Intercept = http => Task.FromResult(true);
        var beside = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "webhook_send", option = new { uri = hanging.Address + "/quick", data = """{"type":"x","data":{}}""", sync = true } }, new { type = "conversation_send", option = new { text = "beside it" } }));
        await beside.SayAsync("Ubeside", "hello");
        await server.Line.WaitForPushAsync(push => push.Text == "beside it");
        await over.CancelAsync();
    }

    [Fact]
    public async Task A_call_that_fails_for_good_ends_the_flow_and_says_why()
    {
        await using var shop = await Demo.FakeReceiver.StartAsync("");
        shop.Intercept = http =>
        {
            http.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "webhook_send", option = new { uri = shop.Address, data = """{"type":"x","data":{}}""", sync = true } }, new { type = "conversation_send", option = new { text = "never" } }));
        await line.SayAsync("Ua", "hello");
        var ended = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), page => page.Result[0].GetProperty("status").GetString() == "ended");
        ended.Result[0].GetProperty("error").GetProperty("message").GetString().ShouldBe("The call was answered with 404.");
        server.Line.Pushes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Activeflows_of_one_conversation_run_in_message_order_up_to_their_first_wait_and_then_side_by_side()
    {
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "conversation_send", option = new { text = "got ${voipbin.conversation_message.text}" } },
            new { type = "sleep", option = new { duration = 600_000 } }));
        for (var i = 0; i < 20; i++)
            await line.SayAsync("Ua", $"{i}");
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 20);
        server.Line.Pushes.Select(push => push.Text).ShouldBe(Enumerable.Range(0, 20).Select(i => $"got {i}"));
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.ShouldAllBe(item => item.GetProperty("status").GetString() == "running");
    }

    [Fact]
    public async Task A_long_activeflow_is_not_overtaken_before_its_first_wait_and_one_that_waits_for_a_call_is()
    {
        await using var target = await CallTarget.StartedAsync();
        using var over = new CancellationTokenSource();
        target.Intercept = async http =>
        {
            if (http.Request.Path == "/long")
                await Task.WhenAny(Task.Delay(Timeout.Infinite, over.Token), Task.Delay(Timeout.Infinite, http.RequestAborted));
            return false;
        };
        var (again, send) = (Guid.NewGuid(), Guid.NewGuid());
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "condition_variable", option = new { condition = "==", variable = "voipbin.conversation_message.text", value_type = "string", value_string = "long", false_target_id = send } },
            new { id = again, type = "variable_set", option = new { key = "a", value = "b" } },
            new { type = "goto", option = new { target_id = again, loop_count = 200 } },
            new { id = send, type = "conversation_send", option = new { text = "before ${voipbin.conversation_message.text}" } },
            new { type = "webhook_send", option = new { uri = target.Address + "/${voipbin.conversation_message.text}", sync = true } },
            new { type = "conversation_send", option = new { text = "after ${voipbin.conversation_message.text}" } }));
        (await line.SendAsync(server.Line.Text("Ua", "long"), server.Line.Text("Ua", "short"))).ShouldBe(200);
        await server.Line.WaitForPushAsync(push => push.Text == "after short");
        await target.WaitAsync(() => target.Calls.Count == 2);
        await over.CancelAsync();
        await server.Line.WaitForPushAsync(push => push.Text == "after long");
        server.Line.Pushes.Select(push => push.Text).ShouldBe(["before long", "before short", "after short", "after long"]);
    }

    [Fact]
    public async Task A_send_that_waits_goes_on_when_the_provider_has_answered()
    {
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "conversation_send", option = new { text = "first", sync = true } }, new { type = "conversation_send", option = new { text = "second" } }));
        await line.SayAsync("Ua", "hello");
        await server.Line.WaitForPushAsync(push => push.Text == "second");
    }

    [Fact]
    public async Task Stopping_ends_a_run_without_its_next_action_and_only_once()
    {
        var run = (await server.Admin.PostAsync("/v1.0/activeflows", new { actions = new object[] { new { type = "sleep", option = new { duration = 600_000 } } }, variables = new { a = "1" } })).Ok();
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/stop")).Ok()["status"].ShouldBe("ended");
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run.Id}/stop")).ShouldFail(409, "STATE_INVALID");
        (await server.Admin.DeleteAsync($"/v1.0/activeflows/{run.Id}")).Status.ShouldBe(204);
        (await server.Admin.GetAsync($"/v1.0/activeflows/{run.Id}")).ShouldFail(404, "ACTIVEFLOW_NOT_FOUND");
    }

    [Fact]
    public async Task An_endless_flow_ends_at_its_limit_and_a_chain_at_five()
    {
        var first = Guid.NewGuid();
        var endless = (await server.Admin.PostAsync("/v1.0/activeflows", new
        {
            actions = new object[]
            {
                new { id = first, type = "variable_set", option = new { key = "a", value = "b" } }, new { type = "goto", option = new { target_id = first, loop_count = 1000 } }
            }
        })).Ok();
        var ended = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{endless.Id}"), run => run["status"] == "ended");
        ended.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("More than 1000 actions were executed.");

        var flow = await server.AddFlowAsync(new { type = "variable_set", option = new { key = "a", value = "b" } });
        (await server.Admin.PutAsync($"/v1.0/flows/{flow}", new { on_complete_flow_id = flow })).Ok();
        (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), page => page.Result.Count(run => run.GetProperty("flow_id").GetString() == flow && run.GetProperty("status").GetString() == "ended") == 5);
    }

    [Theory]
    [InlineData("text/plain; charset=foo", "no json")]
    [InlineData("application/json", """{"\\ud800": "x", "order": "\\ud800"}""")]
    [InlineData("application/json", "{")]
    public async Task An_answer_that_is_hard_to_read_does_not_hold_up_the_flow(string contentType, string body)
    {
        await using var shop = await Demo.FakeReceiver.StartAsync("");
        shop.Intercept = async http =>
        {
            http.Response.Headers.ContentType = contentType;
            await http.Response.WriteAsync(body);
            return true;
        };
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "webhook_send", option = new { uri = shop.Address, data = """{"type":"x","data":{}}""", sync = true } },
            new { type = "webhook_send", option = new { uri = shop.Address, data = """{"type":"y","data":{}}""" } },
            new { type = "conversation_send", option = new { text = "and on" } }));
        await line.SayAsync("Ua", "hello");
        await server.Line.WaitForPushAsync(push => push.Text == "and on");
        await shop.WaitAsync(() => shop.All.Count == 2);
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        shop.All.Select(call => call.Type).ShouldBe(["x", "y"]);
    }

    [Fact]
    public async Task An_action_that_is_refused_while_it_runs_ends_the_flow_says_why_and_holds_up_nobody()
    {
        var flow = await server.AddFlowAsync(new { type = "message_send", option = new { source = new { target = "+15550107777" }, destinations = new[] { new { target = "${nothing}" } }, text = "x" } });
        var line = await server.AddLineAccountAsync(flow);
        await line.SayAsync("Ua", "one");
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { message_flow_id = await server.AddAnswerFlowAsync("next") })).Ok();
        await line.SayAsync("Ua", "two");
        await server.Line.WaitForPushAsync(push => push.Text == "next");
        var failed = (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Single(run => run.GetProperty("flow_id").GetString() == flow);
        (failed.GetProperty("status").GetString(), failed.GetProperty("error").GetProperty("message").GetString()).ShouldBe(("ended", "source.target: is no number of this customer."));
        (await server.Admin.PostAsync("/v1.0/flows", new { actions = new object[] { new { type = "message_send", option = new { source = new { target = "+1555" }, destinations = new[] { new { target = "+1555", target_name = 5 } }, text = "x" } } } }))
            .Text.ShouldContain("actions[0].option.destinations[0].target_name");
    }

    [Fact]
    public async Task A_text_that_is_refused_leaves_no_gap_in_the_conversation()
    {
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(new { type = "variable_set", option = new { key = "a", value = new string('x', 3000) } }, new { type = "conversation_send", option = new { text = "${a}${a}" } }));
        var conversation = (await line.SayAsync("Ua", "hello")).GetProperty("id").GetString();
        var ended = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), page => page.Result[0].GetProperty("status").GetString() == "ended");
        ended.Result[0].GetProperty("error").GetProperty("message").GetString().ShouldBe("text: must be at most 5000 characters long for LINE.");
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "by hand", medias = Array.Empty<object>() })).Ok()["sequence"].ShouldBe("2");
    }

    [Fact]
    public async Task A_loop_over_a_huge_option_and_a_variable_that_doubles_stay_small()
    {
        var (first, doubling) = (Guid.NewGuid(), Guid.NewGuid());
        var huge = (await server.Admin.PostAsync("/v1.0/activeflows", new { actions = new object[] { new { id = first, type = "variable_set", option = new { key = "a", value = "b", more = new string('z', 200_000) } }, new { type = "goto", option = new { target_id = first, loop_count = 1000 } } } })).Ok();
        var bomb = (await server.Admin.PostAsync("/v1.0/activeflows", new { actions = new object[] { new { type = "variable_set", option = new { key = "a", value = "0123456789" } }, new { id = doubling, type = "variable_set", option = new { key = "a", value = "${a}${a}" } }, new { type = "goto", option = new { target_id = doubling, loop_count = 1000 } } } })).Ok();
        foreach (var (id, why) in ((string, string)[])[(huge.Id, "More than 1000 actions were executed."), (bomb.Id, "text: is longer than 1048576 characters with its variables.")])
        {
            var ended = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{id}"), run => run["status"] == "ended");
            ended.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe(why);
            ended.Text.Length.ShouldBeLessThan(2_000_000);
        }
    }

    [Fact]
    public async Task A_sleep_goes_on_after_a_restart()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        string id;
        await using (var before = await TestServer.StartAsync(data))
            id = (await before.Admin.PostAsync("/v1.0/activeflows", new { actions = new object[] { new { type = "sleep", option = new { duration = 1500 } }, new { type = "variable_set", option = new { key = "a", value = "b" } } } })).Ok().Id;
        await using (var after = await TestServer.StartAsync(data))
            (await Poll.UntilAsync(() => after.Admin.GetAsync($"/v1.0/activeflows/{id}"), run => run["status"] == "ended"))
                .Json.GetProperty("executed_actions").EnumerateArray().Select(action => action.GetProperty("type").GetString()).ShouldBe(["sleep", "variable_set"]);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void A_value_is_never_expanded_again()
    {
        Prop.ForAll<string, string>((name, value) =>
        {
            var key = new string([.. (name ?? "").Where(char.IsLetter)]) + "k";
            var variables = new Dictionary<string, string> { [key] = "${other}" + value, ["other"] = "LEAK" };
            return Variables.Expand($"<${{{key}}}>", variables) == $"<${{other}}{value}>";
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("==", 0, true)]
    [InlineData("!=", 0, false)]
    [InlineData(">", 1, true)]
    [InlineData(">=", 0, true)]
    [InlineData("<", 1, false)]
    [InlineData("<=", -1, true)]
    [InlineData(">", null, false)]
    [InlineData("!=", null, true)]
    public void Conditions_hold_as_they_read(string condition, int? order, bool holds) => Conditions.Holds(condition, order).ShouldBe(holds);
}
