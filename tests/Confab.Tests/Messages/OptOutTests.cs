namespace Confab.Tests.Messages;

/// <summary>STOP, START, HELP, and machines that answer machines.</summary>
public sealed class OptOutTests : IAsyncLifetime
{
    private const string Peer = "+15550199001";
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("STOP")]
    [InlineData("  stop all ")]
    [InlineData("Unsubscribe")]
    public async Task Who_says_stop_gets_nothing_more_from_that_number_until_they_say_start(string word)
    {
        await server.Admin.PutAsync($"/v1.0/numbers/{await NumberAsync()}/flow_ids", new { call_flow_id = "", message_flow_id = await server.AddAnswerFlowAsync("flow") });
        var path = await SayAsync("hello");
        await Poll.UntilAsync(PhoneAsync, got => got.Length == 1);
        await SayAsync(word);
        (await SendAsync(path)).ShouldFail(409, "RECIPIENT_OPTED_OUT");
        (await server.Admin.PostAsync("/v1.0/messages", new { source = new { target = FirstStart.SandboxNumber }, destinations = new[] { new { target = Peer } }, text = "x" })).ShouldFail(409, "RECIPIENT_OPTED_OUT");
        var row = (await server.Admin.GetAsync("/v1.0/opt_outs")).Ok().Result.Single();
        (row.GetProperty("number").GetString(), row.GetProperty("peer").GetString(), row.GetProperty("opted_out").GetBoolean(), row.GetProperty("how").GetString())
            .ShouldBe((FirstStart.SandboxNumber, Peer, true, word.Trim().ToUpperInvariant()));
        await SayAsync("stop it please, I said");
        (await SendAsync(path)).ShouldFail(409, "RECIPIENT_OPTED_OUT");
        await SayAsync("Yes");
        (await SendAsync(path)).Ok();
        (await server.Admin.GetAsync("/v1.0/opt_outs")).Result.Single().GetProperty("opted_out").GetBoolean().ShouldBeFalse();
        await SayAsync("YES");
        await Poll.UntilAsync(PhoneAsync, got => got.Count(text => text == "flow") == 2 && got.Contains("from us"));
    }

    [Fact]
    public async Task Whoever_may_see_a_conversation_sees_that_its_peer_wants_no_more()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var path = (await SayAsync("hello"))[..^"/messages".Length];
        (await server.Admin.PutAsync(path, new { owner_id = agentId })).Ok();
        var own = path.Replace("/v1.0/", "/v1.0/service_agents/", StringComparison.Ordinal);
        await SeesAsync(false, "");
        await SayAsync("Stop");
        await SeesAsync(true, "STOP");
        await SayAsync("START");
        await SeesAsync(false, "");
        (await server.Admin.PostAsync("/v1.0/opt_outs", new { number = FirstStart.SandboxNumber, peer = Peer })).Ok();
        await SeesAsync(true, "api");
        (await (await server.AddAgentAsync()).Api.GetAsync($"{own}/opt_out")).ShouldFail(403, "PERMISSION_DENIED");
        var chat = (await (await server.AddLineAccountAsync()).SayAsync("Ualice", "STOP")).GetProperty("id").GetString();
        (await server.Admin.GetAsync($"/v1.0/conversations/{chat}/opt_out")).Ok()["opted_out"].ShouldBe("False");

        async Task SeesAsync(bool isOut, string how)
        {
            foreach (var answer in (Answer[])[await server.Admin.GetAsync($"{path}/opt_out"), await agent.GetAsync($"{own}/opt_out")])
                (answer.Ok().Json.GetProperty("opted_out").GetBoolean(), answer["how"]).ShouldBe((isOut, how));
        }
    }

    [Fact]
    public async Task Configured_answers_go_out_even_to_who_said_stop_and_a_message_that_waited_does_not()
    {
        var account = (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result.Single(row => row.GetProperty("type").GetString() == "sms").GetProperty("id").GetString();
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{account}", new { provider_data = new { provider = "sandbox", stop_text = "You get no more.", help_text = "We are Confab." } })).Ok()
            .Json.GetProperty("provider_data").GetProperty("help_text").GetString().ShouldBe("We are Confab.");
        await SayAsync("help");
        await Poll.UntilAsync(PhoneAsync, got => got.SequenceEqual(["We are Confab."]));
        await SayAsync("STOP");
        await Poll.UntilAsync(PhoneAsync, got => got.SequenceEqual(["You get no more.", "We are Confab."]));
        await SayAsync("STOP");
        await SayAsync("INFO");
        await Poll.UntilAsync(PhoneAsync, got => got.SequenceEqual(["We are Confab.", "You get no more.", "We are Confab."]));
    }

    [Fact]
    public async Task An_opt_out_can_be_written_down_by_hand_and_only_the_peer_takes_it_back()
    {
        (await server.Admin.PostAsync("/v1.0/opt_outs", new { number = FirstStart.SandboxNumber, peer = Peer })).Ok()["how"].ShouldBe("api");
        var path = await SayAsync("hello");
        (await SendAsync(path)).ShouldFail(409, "RECIPIENT_OPTED_OUT");
        (await server.Admin.PostAsync("/v1.0/opt_outs", new { number = "x?", peer = Peer })).ShouldFail(400, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task STOP_is_heard_where_its_answer_cannot_be_sent()
    {
        var account = (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result.Single(row => row.GetProperty("type").GetString() == "sms").GetProperty("id").GetString();
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{account}", new { provider_data = new { provider = "sandbox", stop_text = new string('x', 1601) } })).Ok();
        var path = await SayAsync("STOP");
        (await server.Admin.GetAsync(path)).Ok().Result.Single().GetProperty("text").GetString().ShouldBe("STOP");
        (await SendAsync(path)).ShouldFail(409, "RECIPIENT_OPTED_OUT");
    }

    [Fact]
    public async Task Who_sends_the_same_over_and_over_is_flagged_and_no_flow_answers_any_more()
    {
        await server.Admin.PutAsync($"/v1.0/numbers/{await NumberAsync()}/flow_ids", new { call_flow_id = "", message_flow_id = await server.AddAnswerFlowAsync("flow") });
        var path = "";
        for (var i = 0; i < 7; i++)
            path = await SayAsync("I am a machine");
        await SayAsync("I am not");
        await Poll.UntilAsync(PhoneAsync, got => got.Length == 6);
        (await server.Admin.GetAsync(path)).Ok().Result.Count(row => row.GetProperty("delivery").GetProperty("error_code").GetString() == "loop_suspected").ShouldBe(2);
    }

    [Fact]
    public async Task Segments_are_counted_and_shown()
    {
        var long7 = new string('a', 200);
        (await server.Admin.PostAsync("/v1.0/messages", new { source = new { target = FirstStart.SandboxNumber }, destinations = new[] { new { target = Peer } }, text = long7 })).Ok()
            .Json.GetProperty("targets")[0].GetProperty("parts").GetInt32().ShouldBe(2);
        var counted = (await server.Admin.PostAsync("/v1.0/messages/segments", new { text = long7 + "가" })).Ok();
        (counted["segments"], counted["encoding"], counted["units"], counted["forced_by"]).ShouldBe(("3", "UCS-2", "201", "가"));
    }

    private async Task<string> NumberAsync() => (await server.Admin.GetAsync("/v1.0/numbers")).Result.Single().GetProperty("id").GetString()!;

    private Task<Answer> SendAsync(string path) => server.Admin.PostAsync(path, new { text = "from us", medias = Array.Empty<object>() });

    private async Task<string> SayAsync(string text)
    {
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text })).Ok();
        return $"/v1.0/conversations/{(await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result.Single().GetProperty("id").GetString()}/messages";
    }

    private async Task<string[]> PhoneAsync() =>
        [.. (await server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(Peer)}")).Result.Select(row => row.GetProperty("text").GetString()!)];
}
