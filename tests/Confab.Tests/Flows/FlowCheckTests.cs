namespace Confab.Tests.Flows;

public sealed class FlowCheckTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task All_faults_of_a_flow_are_named_at_once_each_with_its_action_type_and_field()
    {
        object[] actions =
        [
            new { type = "answer" }, new { type = "fetch_flow" }, new { type = "teleport" }, new { type = "conversation_send", option = new { } },
            new { type = "goto", option = new { target_id = Guid.NewGuid(), loop_count = "x" } }, new { type = "variable_set", option = new { key = "voipbin.x", value = 7 } },
            new { type = "sleep", option = new { duration = -1 } }, new { type = "stop", next_id = Guid.NewGuid() }, new { id = "x", type = "webhook_send", option = new { uri = "ftp://x", method = "PATCH", sync = 1 } },
            new { type = "condition_datetime", option = new { condition = "=", hour = 24, month = "may", weekdays = new[] { 7 }, false_target_id = "x" } },
            new { type = "branch", option = new { variable = 7, target_ids = new { a = Guid.NewGuid() } } }, new { type = 7 }, new { option = "x" }, new { type = "email_send" },
            new { type = "fetch", option = new { event_url = "", event_method = "TRACE" } }, new { type = "condition_variable", option = new { condition = "==", value_type = "date" } },
            new { type = "message_send", option = new { source = new { target = "" }, destinations = new object[] { 7 } } }
        ];
        foreach (var refused in (Answer[])[await server.Admin.PostAsync("/v1.0/flows", new { name = "f", actions }), await server.Admin.PutAsync($"/v1.0/flows/{await server.AddAnswerFlowAsync()}", new { actions })])
        {
            refused.ShouldFail(400, "INVALID_ARGUMENT");
            var faults = Faults(refused);
            faults.Keys.Order(StringComparer.Ordinal).ShouldBe(((string[])
            [
                "actions[0].type", "actions[1].option.flow_id", "actions[2].type", "actions[3].option.text", "actions[4].option.loop_count", "actions[4].option.target_id",
                "actions[5].option.key", "actions[5].option.value", "actions[6].option.duration", "actions[7].next_id", "actions[8].id", "actions[8].option.uri", "actions[8].option.method",
                "actions[8].option.sync", "actions[9].option.condition", "actions[9].option.hour", "actions[9].option.month", "actions[9].option.weekdays", "actions[9].option.false_target_id",
                "actions[10].option.variable", "actions[10].option.target_ids.a", "actions[11].type", "actions[12].type", "actions[12].option", "actions[13].option.subject", "actions[13].option.content", "actions[13].option.destinations", "actions[14].option.event_url",
                "actions[14].option.event_method", "actions[15].option.value_type", "actions[15].option.variable", "actions[16].option.source.target", "actions[16].option.destinations[0]",
                "actions[16].option.text"
            ]).Order(StringComparer.Ordinal));
            faults["actions[0].type"].ShouldBe("\"answer\" is for calls; this server carries messages, not calls.");
            faults["actions[2].type"].ShouldBe("\"teleport\" is no known type of action.");
            faults["actions[6].option.duration"].ShouldStartWith("\"sleep\": must be a whole number");
            faults["actions[9].option.weekdays"].ShouldStartWith("\"condition_datetime\": ");
        }
    }

    [Fact]
    public async Task Faults_of_the_flow_itself_of_entries_that_are_no_actions_and_of_what_is_named_elsewhere_come_with_the_rest()
    {
        var foreign = (await (await server.AddCustomerAsync()).PostAsync("/v1.0/flows", new { name = "f", actions = Array.Empty<object>() })).Ok().Id;
        var (mine, gone) = (await server.AddAnswerFlowAsync(), await server.AddAnswerFlowAsync());
        (await server.Admin.DeleteAsync($"/v1.0/flows/{gone}")).Ok();
        object?[] actions =
        [
            7, new { type = "stop", option = 7 }, null, new { type = "fetch_flow", option = new { flow_id = foreign } }, new { type = "fetch_flow", option = new { flow_id = mine } }, new { type = "fetch_flow", option = new { flow_id = gone } },
            new { type = "fetch_flow", option = new { flow_id = "${next}" } }, new { type = "conversation_send", option = new { text = "x", conversation_id = Guid.NewGuid() } },
            new { type = "conversation_send", option = new { text = "x", conversation_id = "${voipbin.conversation.id}" } }
        ];
        var faults = Faults(await server.Admin.PostAsync("/v1.0/flows", new { name = 7, detail = new { }, on_complete_flow_id = Guid.NewGuid(), actions }));
        faults.Keys.Order(StringComparer.Ordinal).ShouldBe(((string[])
        [
            "name", "detail", "on_complete_flow_id", "actions[0]", "actions[1].option", "actions[2]", "actions[3].option.flow_id", "actions[5].option.flow_id", "actions[7].option.conversation_id"
        ]).Order(StringComparer.Ordinal));
        faults["actions[3].option.flow_id"].ShouldBe("\"fetch_flow\": nothing of this customer has this id.");
        (await server.Admin.PutAsync($"/v1.0/flows/{mine}", new { on_complete_flow_id = "x", name = 7 })).Text.ShouldContain("name");
        (await server.Admin.PutAsync($"/v1.0/flows/{mine}", new { actions = new[] { new { type = "fetch_flow", option = new { flow_id = mine } } } })).Ok();
        (await server.Admin.PostAsync("/v1.0/flows", new { actions = 7 })).ShouldFail(400, "INVALID_ARGUMENT");
    }

    [Theory]
    [InlineData("ai_talk ai_summary amd answer beep call condition_call_digits condition_call_status confbridge_join conference_join connect digits_receive digits_send echo external_media_start external_media_stop hangup mute play queue_join recording_start recording_stop stream_echo talk transcribe_start transcribe_stop transcribe_recording")]
    public async Task Every_call_only_action_is_refused_by_its_name_with_the_reason(string types)
    {
        var given = types.Split(' ');
        var faults = Faults(await server.Admin.PostAsync("/v1.0/flows", new { actions = given.Select(type => new { type }) }));
        faults.Values.ShouldBe(given.Select(type => $"\"{type}\" is for calls; this server carries messages, not calls."));
    }

    [Fact]
    public async Task A_cycle_that_no_loop_count_ends_is_refused_where_it_goes_back()
    {
        var ids = Enumerable.Range(0, 6).Select(_ => Guid.NewGuid()).ToArray();
        var set = new { key = "a", value = "b" };
        async Task<string[]> FaultsOf(params object[] actions)
        {
            var answer = await server.Admin.PostAsync("/v1.0/flows", new { actions });
            return answer.Status == 200 ? [] : [.. Faults(answer).Keys];
        }
        (await FaultsOf(new { id = ids[0], next_id = ids[0], type = "variable_set", option = set })).ShouldBe(["actions[0].next_id"]);
        (await FaultsOf(new { id = ids[0], type = "variable_set", option = set }, new { type = "goto", option = new { target_id = ids[0] } })).ShouldBe(["actions[1].option.target_id"]);
        (await FaultsOf(new { id = ids[0], type = "variable_set", option = set }, new { type = "goto", option = new { target_id = ids[0], loop_count = 3 } })).ShouldBeEmpty();
        (await FaultsOf(new { id = ids[0], type = "variable_set", option = set },
            new { type = "branch", option = new { variable = "a", target_ids = new { b = ids[0] }, default_target_id = ids[1] } }, new { id = ids[1], type = "block" },
            new { type = "condition_variable", option = new { condition = "==", variable = "a", value_type = "string", false_target_id = ids[1] } },
            new { type = "condition_datetime", option = new { condition = "==", hour = 1, false_target_id = ids[0] } }))
            .ShouldBe(["actions[1].option.target_ids.b", "actions[3].option.false_target_id", "actions[4].option.false_target_id"]);
        (await FaultsOf(new { type = "goto", option = new { target_id = ids[2] } }, new { id = ids[1], type = "stop" }, new { id = ids[2], type = "variable_set", option = set },
            new { type = "goto", option = new { target_id = ids[1] } })).ShouldBeEmpty("a way back that leads nowhere again");
    }

    [Fact]
    public async Task A_body_of_an_activeflow_is_held_to_its_limits_and_reserved_names_are_ignored()
    {
        object[] actions = [new { type = "block" }];
        foreach (var variables in (object[])[new { a = 7 }, "x", new { a = new string('x', 32_769) }, Enumerable.Range(0, 101).ToDictionary(i => $"v{i}", _ => ""), new { a = new string('x', 32_768), b = new string('x', 32_768) }])
            (await server.Admin.PostAsync("/v1.0/activeflows", new { actions, variables })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync("/v1.0/activeflows", new { actions = new[] { new { type = "answer" } } })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync("/v1.0/activeflows", new { })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");
        (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = Guid.NewGuid() })).ShouldFail(400, "INVALID_ARGUMENT");
        var id = Guid.NewGuid();
        (await server.Admin.PostAsync("/v1.0/activeflows", new { id, actions, variables = new Dictionary<string, string> { ["voipbin.activeflow.id"] = "evil" } })).Ok().Id.ShouldBe(id.ToString());
        (await server.Admin.PostAsync("/v1.0/activeflows", new { id, actions })).ShouldFail(409, "ACTIVEFLOW_ALREADY_EXISTS");
    }

    private static Dictionary<string, string> Faults(Answer refused) => refused.Json.GetProperty("error").GetProperty("details").EnumerateArray()
        .ToDictionary(fault => fault.GetProperty("field").GetString()!, fault => fault.GetProperty("message").GetString()!);
}
