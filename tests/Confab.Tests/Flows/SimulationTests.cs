namespace Confab.Tests.Flows;

public sealed class SimulationTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_simulation_takes_every_step_as_a_run_does_and_nothing_comes_of_it()
    {
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync();
        var other = (await line.SayAsync("Ua", "hello")).GetProperty("id").GetString()!;
        var fetched = await server.AddFlowAsync(new { type = "variable_set", option = new { key = "b", value = "fetched" } });
        var ids = Enumerable.Range(0, 2).Select(_ => Guid.NewGuid()).ToArray();
        var flow = await server.AddFlowAsync(
            new { type = "conversation_send", option = new { text = "You wrote ${voipbin.conversation_message.text}, ${name}", sync = true } },
            new { type = "conversation_send", option = new { conversation_id = other, text = "elsewhere" } },
            new { type = "message_send", option = new { source = new { target = FirstStart.SandboxNumber }, destinations = new[] { new { target = "${voipbin.conversation.peer.target}" } }, text = "sms" } },
            new { type = "webhook_send", option = new { uri = "http://192.0.2.1/order", data = "${name}", sync = true } },
            new { type = "webhook_send", option = new { uri = "http://192.0.2.1/log" } },
            new { type = "branch", option = new { variable = "order", target_ids = new Dictionary<string, Guid> { ["A-7"] = ids[0] } } },
            new { type = "stop" },
            new { id = ids[0], type = "sleep", option = new { duration = 86_400_000 } },
            new { type = "condition_datetime", option = new { condition = "==", minute = 30, hour = 9, day = 2, month = 0, weekdays = new[] { 5 }, false_target_id = Guid.Empty } },
            new { type = "fetch_flow", option = new { flow_id = fetched } },
            new { type = "fetch", option = new { event_url = "http://192.0.2.1/actions" } },
            new { type = "block" },
            new { type = "goto", option = new { target_id = ids[0], loop_count = 0 } },
            new { type = "variable_set", option = new { key = "end", value = "${order} ${b} ${c} ${d}" } });
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_message_created");
        var before = await CountAsync();

        var answer = (await server.Admin.PostAsync($"/v1.0/flows/{flow}/simulate", new
        {
            message = new { text = "where?", source = new { type = "tel", target = "+15550199001" } },
            variables = new Dictionary<string, string> { ["name"] = "Jane", ["voipbin.conversation.id"] = "evil" },
            answers = new
            {
                webhook_send = new object[] { new { order = "A-7" } },
                fetch = new object[] { new object[] { new { type = "variable_set", option = new { key = "c", value = "from afar" } } } },
                block = new object[] { new { d = 4 } }
            },
            now = "2026-01-01 09:30:00.000000"
        })).Ok();
        Results(answer).ShouldBe(
        [
            "conversation_send done", "conversation_send done", "message_send done", "webhook_send done", "webhook_send done", "branch jumped", "sleep slept", "condition_datetime done", "fetch_flow fetched",
            "variable_set done", "fetch fetched", "variable_set done", "block done", "goto done", "variable_set done"
        ]);
        var steps = answer.Json.GetProperty("steps");
        steps[0].GetProperty("action").GetProperty("tm_execute").GetString().ShouldBe("2026-01-01 09:30:00.000000");
        steps[7].GetProperty("action").GetProperty("tm_execute").GetString().ShouldBe("2026-01-02 09:30:00.000000");
        steps[2].GetProperty("variables").TryGetProperty("order", out _).ShouldBeFalse();
        steps[14].GetProperty("variables").GetProperty("end").GetString().ShouldBe("A-7 fetched from afar 4");
        steps[14].GetProperty("variables").GetProperty("voipbin.conversation.id").GetString().ShouldBe(Guid.Empty.ToString());
        answer.Json.GetProperty("sends").EnumerateArray().Select(sent => (sent.GetProperty("type").GetString(), sent.GetProperty("conversation_id").GetString(), string.Join(",", sent.GetProperty("destinations").EnumerateArray()),
            sent.GetProperty("text").GetString(), sent.GetProperty("uri").GetString(), sent.GetProperty("data").GetString())).ShouldBe(
        [
            ("conversation_send", Guid.Empty.ToString(), "", "You wrote where?, Jane", "", ""), ("conversation_send", other, "", "elsewhere", "", ""), ("message_send", Guid.Empty.ToString(), "+15550199001", "sms", "", ""),
            ("webhook_send", Guid.Empty.ToString(), "", "", "http://192.0.2.1/order", "Jane"), ("webhook_send", Guid.Empty.ToString(), "", "", "http://192.0.2.1/log", ""),
            ("fetch", Guid.Empty.ToString(), "", "", "http://192.0.2.1/actions", $$"""{"activeflow_id":"{{Guid.Empty}}","reference_id":"{{Guid.Empty}}"}""")
        ]);
        (answer["status"], answer.Json.GetProperty("error").GetProperty("message").GetString()).ShouldBe(("ended", ""));
        (await CountAsync()).ShouldBe(before);
        server.Line.Tries.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_nobody_answers_ends_the_simulation_there_and_what_cannot_be_done_says_why()
    {
        var waits = await server.AddFlowAsync(new { type = "webhook_send", option = new { uri = "http://192.0.2.1/", sync = true } }, new { type = "block" }, new { type = "conversation_send", option = new { text = "${a}" } });
        async Task<Answer> SimulateAsync(string flow, object body) => (await server.Admin.PostAsync($"/v1.0/flows/{flow}/simulate", body)).Ok();

        var call = await SimulateAsync(waits, new { });
        (call["status"], string.Join(',', Results(call)), call.Json.GetProperty("sends").GetArrayLength()).ShouldBe(("running", "webhook_send waits", 1));
        var block = await SimulateAsync(waits, new { answers = new { webhook_send = new object[] { "text" } } });
        (block["status"], string.Join(',', Results(block))).ShouldBe(("running", "webhook_send done,block waits"));
        var refused = await SimulateAsync(waits, new { answers = new { webhook_send = new object[] { 404 } } });
        (refused["status"], string.Join(',', Results(refused)), refused.Json.GetProperty("error").GetProperty("message").GetString()).ShouldBe(("ended", "webhook_send failed", "The call was answered with 404."));
        var empty = await SimulateAsync(waits, new { answers = new { webhook_send = new object[] { new { } }, block = new object[] { new { } } } });
        (empty["status"], empty.Json.GetProperty("error").GetProperty("message").GetString()).ShouldBe(("ended", "text: must not be empty when there are no medias."));
        empty.Json.GetProperty("error").GetProperty("action_id").GetString().ShouldBe(empty.Json.GetProperty("steps")[2].GetProperty("action").GetProperty("id").GetString());

        var first = Guid.NewGuid();
        var endless = await SimulateAsync(await server.AddFlowAsync(new { id = first, type = "variable_set", option = new { key = "a", value = "b" } }, new { type = "goto", option = new { target_id = first, loop_count = 9999 } }), new { });
        (endless["status"], endless.Json.GetProperty("steps").GetArrayLength(), endless.Json.GetProperty("error").GetProperty("message").GetString()).ShouldBe(("ended", 1000, "More than 1000 actions were executed."));
        var large = await SimulateAsync(await server.AddFlowAsync(new { id = first, type = "conversation_send", option = new { text = new string('x', 65_000) } }, new { type = "goto", option = new { target_id = first, loop_count = 9999 } }), new { });
        (large["status"], large.Json.GetProperty("error").GetProperty("message").GetString()).ShouldBe(("running", "The simulation has become too large to show."));
        (await SimulateAsync(await server.AddFlowAsync(), new { }))["status"].ShouldBe("ended");

        foreach (var body in (object[])[new { message = "x" }, new { message = new { text = 7 } }, new { variables = new { a = 7 } }, new { answers = new { block = 7 } }, new { now = "tomorrow" }, new { now = "9999-12-31" }])
            (await server.Admin.PostAsync($"/v1.0/flows/{waits}/simulate", body)).ShouldFail(400, "INVALID_ARGUMENT");
        (await (await server.AddCustomerAsync()).PostAsync($"/v1.0/flows/{waits}/simulate", new { })).ShouldFail(404, "FLOW_NOT_FOUND");
    }

    [Theory]
    [InlineData("==", 30, 9, -1, 0, "", true)]
    [InlineData("==", 30, 9, 1, 1, "4", true)]
    [InlineData("==", 30, 9, 1, 1, "5", false)]
    [InlineData("==", 31, -1, -1, 0, "", false)]
    [InlineData(">=", -1, 8, -1, 0, "", true)]
    [InlineData("<", -1, 9, -1, 0, "", false)]
    [InlineData("!=", -1, -1, 2, 0, "", true)]
    [InlineData("<=", -1, -1, -1, 12, "", true)]
    [InlineData(">", -1, -1, -1, 1, "", false)]
    [InlineData("==", -1, -1, -1, -1, "0,4", true)]
    public async Task A_datetime_condition_compares_each_part_that_is_asked_for_with_the_utc_clock(string condition, int minute, int hour, int day, int month, string weekdays, bool holds)
    {
        var no = Guid.NewGuid();
        var flow = await server.AddFlowAsync(new { type = "condition_datetime", option = new { condition, minute, hour, day, month, weekdays = weekdays.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse), false_target_id = no } },
            new { type = "stop" }, new { id = no, type = "stop" });
        Results((await server.Admin.PostAsync($"/v1.0/flows/{flow}/simulate", new { now = "2026-01-01T09:30:59Z" })).Ok())[0].ShouldBe(holds ? "condition_datetime done" : "condition_datetime jumped");
    }

    private static List<string> Results(Answer answer) =>
        [.. answer.Json.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("action").GetProperty("type").GetString()} {step.GetProperty("result").GetString()}")];

    /// <summary>How many rows every table has, once the jobs are done.</summary>
    private async Task<string> CountAsync()
    {
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        return await server.Db.ReadAsync(async sql =>
        {
            var counts = new List<string>();
            foreach (var table in (await server.Db.TablesAsync()).Where(table => table != "nodes"))
                counts.Add($"{table} {await sql.FirstAsync<long>($"SELECT COUNT(*) FROM {table}")}");
            return string.Join('\n', counts);
        });
    }
}
