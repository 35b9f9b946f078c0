using static Confab.Tests.Flows.Runs;

namespace Confab.Tests.Flows;

/// <summary>Which action comes next, and what variables are by then.</summary>
public sealed class PathTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Ids_are_made_where_there_are_none_and_without_a_next_id_the_following_action_is_next()
    {
        var (named, last) = (Guid.NewGuid(), Guid.NewGuid());
        var set = new { key = "a", value = "b" };
        object[] actions =
        [
            new { type = "variable_set", option = set }, new { id = "", next_id = (string?)null, type = "variable_set", option = set }, new { id = named, next_id = Guid.Empty, type = "variable_set", option = set },
            new { id = Guid.Empty, next_id = last, type = "variable_set", option = set }, new { type = "block" }, new { id = last, next_id = "", type = "variable_set", option = set }
        ];
        var flow = await server.AddFlowAsync(actions);
        var ids = (await server.Admin.GetAsync($"/v1.0/flows/{flow}")).Ok().Json.GetProperty("actions").EnumerateArray().Select(action => action.GetProperty("id").GetGuid()).ToList();
        ids.ShouldBeUnique();
        ids.ShouldNotContain(Guid.Empty);
        (ids[2], ids[5]).ShouldBe((named, last));
        var ended = await server.EndOfAsync((await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow })).Ok().Id);
        ended.Json.GetProperty("executed_actions").EnumerateArray().Select(action => action.GetProperty("id").GetGuid()).ShouldBe([ids[0], ids[1], ids[2], ids[3], ids[5]]);
        (ended.Error(), ended["forward_action_id"], ended.Json.GetProperty("current_action").GetProperty("id").GetGuid()).ShouldBe(("", Guid.Empty.ToString(), last));
    }

    [Fact]
    public async Task A_variable_condition_compares_as_its_value_type_says()
    {
        (string Type, string Condition, string Variable, object Value, bool Holds)[] cases =
        [
            ("string", "==", "word", "apple", true), ("string", "==", "word", "Apple", false), ("string", "!=", "word", "pear", true), ("string", "<", "word", "b", true), ("string", ">=", "word", "b", false),
            ("string", "==", "word", "${word}", true), ("string", "==", "${word}${word}", "appleapple", true), ("string", "==", "nobody", "", true), ("string", "==", "voipbin.conversation_message.text", "said", true),
            ("number", ">", "ten", 9, true), ("number", "==", "ten", 10.0, true), ("number", "<=", "ten", -10, false), ("number", ">", "small", 0.25, true), ("number", "==", "word", 0, false), ("number", "!=", "word", 0, true),
            ("number", "==", "nobody", 0, false), ("length", "==", "word", 5, true), ("length", "<", "word", 5, false), ("length", "==", "nobody", 0, true), ("length", ">", "ten", 1, true)
        ];
        var ids = cases.Select(_ => (Test: Guid.NewGuid(), No: Guid.NewGuid())).Append((Test: Guid.NewGuid(), No: Guid.Empty)).ToArray();
        object[] Of(int i) =>
        [
            new
            {
                id = ids[i].Test,
                type = "condition_variable",
                option = new Dictionary<string, object> { ["condition"] = cases[i].Condition, ["variable"] = cases[i].Variable, ["value_type"] = cases[i].Type, [$"value_{cases[i].Type}"] = cases[i].Value, ["false_target_id"] = ids[i].No }
            },
            new { id = Guid.NewGuid(), next_id = ids[i + 1].Test, type = "variable_set", option = new { key = $"case{i}", value = "true" } },
            new { id = ids[i].No, type = "variable_set", option = new { key = $"case{i}", value = "false" } }
        ];
        var flow = await server.AddFlowAsync([.. Enumerable.Range(0, cases.Length).SelectMany(Of), new { id = ids[^1].Test, type = "stop" }]);
        var steps = (await server.Admin.PostAsync($"/v1.0/flows/{flow}/simulate", new { message = new { text = "said" }, variables = new { word = "apple", ten = "10", small = "5e-1" } })).Ok().Json.GetProperty("steps");
        var variables = steps[steps.GetArrayLength() - 1].GetProperty("variables");
        for (var i = 0; i < cases.Length; i++)
            variables.GetProperty($"case{i}").GetString().ShouldBe(cases[i].Holds ? "true" : "false", cases[i].ToString());
    }

    [Fact]
    public async Task A_branch_takes_the_exact_value_else_its_default_else_goes_on_and_a_false_condition_without_a_target_goes_on_too()
    {
        var (yes, none) = (Guid.NewGuid(), Guid.NewGuid());
        object Branch(string variable, Guid otherwise) => new { type = "branch", option = new { variable, target_ids = new Dictionary<string, Guid> { ["yes"] = yes, [""] = none }, default_target_id = otherwise } };
        async Task<string> LeadsTo(string variable, Guid otherwise) => (await server.EndOfAsync((await server.RunAsync(new { a = "yes", b = "YES", c = "" }, Branch(variable, otherwise),
            new { type = "condition_variable", option = new { condition = "==", variable = "a", value_type = "string", value_string = "no" } }, new { type = "sleep", option = new { duration = 0 } }, new { type = "stop" },
            new { id = yes, type = "variable_set", option = new { key = "d", value = "yes" } }, new { type = "stop" }, new { id = none, type = "goto", option = new { target_id = yes, loop_count = 0 } })).Id)).Types()[1];

        (await LeadsTo("a", none)).ShouldBe("variable_set");
        (await LeadsTo("${a}", none)).ShouldBe("variable_set");
        (await LeadsTo("b", yes)).ShouldBe("variable_set");
        (await LeadsTo("b", Guid.Empty)).ShouldBe("condition_variable");
        (await LeadsTo("c", yes)).ShouldBe("goto");
        (await LeadsTo("unknown", yes)).ShouldBe("goto");
    }

    [Fact]
    public async Task A_goto_jumps_as_often_as_it_says_and_then_goes_on()
    {
        foreach (var count in (int[])[0, 1, 3])
        {
            var again = Guid.NewGuid();
            var ended = await server.EndOfAsync((await server.RunAsync(new { }, new { id = again, type = "variable_set", option = new { key = "a", value = "${a}x" } }, new { type = "goto", option = new { target_id = again, loop_count = count } }, new { type = "stop" })).Id);
            (ended.Error(), string.Join(',', ended.Types())).ShouldBe(("", string.Join(',', [.. Enumerable.Repeat("variable_set,goto", count + 1), "stop"])));
        }
    }

    [Fact]
    public async Task A_flow_holds_at_most_a_thousand_actions_and_runs_as_many()
    {
        var ended = await server.EndOfAsync((await server.RunAsync(new { }, [.. Enumerable.Repeat(Set("a", "b"), 1000)])).Id);
        (ended.Error(), ended.Types().Count).ShouldBe(("", 1000));
        var refused = await server.Admin.PostAsync("/v1.0/flows", new { name = "f", actions = Enumerable.Repeat(Set("a", "b"), 1001) });
        refused.ShouldFail(400, "INVALID_ARGUMENT");
        refused.Text.ShouldContain("actions");
    }

    [Fact]
    public async Task Nothing_but_the_server_sets_a_name_of_its_own()
    {
        await using var target = await CallTarget.StartedAsync();
        var evil = new Dictionary<string, string> { ["voipbin.activeflow.id"] = "evil", ["voipbin.mine"] = "evil", ["name"] = "voipbin.activeflow.id" };
        var shown = await server.RunAsync(evil, new { type = "webhook_send", option = new { uri = target.Address, data = "${voipbin.activeflow.id}|${voipbin.mine}" } });
        await target.WaitAsync(() => target.Calls.Count == 1);
        target.Calls[0].Body.ShouldBe($"{shown.Id}|");

        (await server.EndOfAsync((await server.RunAsync(evil, Set("${name}", "evil"), new { type = "block" })).Id)).Error().ShouldContain("voipbin.");
        (await server.EndOfAsync((await server.RunAsync(evil, Set("${unknown}", "x"), new { type = "block" })).Id)).Error().ShouldContain("name");
        target.Answers["/actions"] = """[{"type": "variable_set", "option": {"key": "voipbin.x", "value": "evil"}}]""";
        (await server.EndOfAsync((await server.RunAsync(evil, new { type = "fetch", option = new { event_url = target.Address + "/actions" } })).Id)).Error().ShouldContain("actions[0].option.key");
    }
}
