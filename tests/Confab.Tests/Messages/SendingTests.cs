namespace Confab.Tests.Messages;

public sealed class SendingTests : IAsyncLifetime
{
    private TestServer server = null!;
    private LineAccount line = null!;
    private string path = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        line = await server.AddLineAccountAsync();
        path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}/messages";
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Messages_of_a_conversation_go_out_in_the_order_in_which_they_were_accepted()
    {
        for (var i = 0; i < 30; i++)
            await SendAsync($"text {i}");
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 30);
        server.Line.Pushes.Select(push => push.Text).ShouldBe(Enumerable.Range(0, 30).Select(i => $"text {i}"));
    }

    [Fact]
    public async Task What_is_refused_leaves_nothing_behind_not_even_its_place()
    {
        var flow = await server.AddLineAccountAsync(await server.AddFlowAsync(new { type = "conversation_send", option = new { text = "${nothing}" } }));
        var conversation = (await flow.SayAsync("Ubob", "one")).GetProperty("id").GetString();
        await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), list => list.Result is [var run] && run.GetProperty("status").GetString() == "ended");
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "" })).Status.ShouldBe(400);
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = new string('x', 5001) })).Status.ShouldBe(400);
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "two" })).Ok();
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages")).Result.Select(message => message.GetProperty("sequence").GetInt32()).ShouldBe([2, 1]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_passing_failure_is_tried_again_under_the_same_key_and_delivered_once(int status)
    {
        server.Line.Intercept = Times(2, http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var sent = await SendAsync("hello back");
        await server.Line.WaitForPushAsync(push => push.RetryKey == sent.Id);
        (await SettledAsync(sent.Id)).Data["status"]!.ToString().ShouldBe("done");
        server.Line.Tries.Select(push => push.RetryKey).ShouldBe([sent.Id, sent.Id, sent.Id]);
        server.Line.Pushes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_could_not_be_sent_while_the_providers_key_lived_is_not_sent_afterwards()
    {
        server.Line.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var sent = await SendAsync("too late");
        await server.Line.WaitAsync(() => server.Line.Tries.Count == 1);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE messages SET tm_create = tm_create - 86400000000 WHERE text = 'too late'"));
        server.Line.Intercept = null;
        (await SettledAsync(sent.Id)).Data["delivery"]!["error_code"]!.ToString().ShouldBe("expired");
        server.Line.Pushes.ShouldBeEmpty();
        var next = await SendAsync("and the next goes");
        await server.Line.WaitForPushAsync(push => push.RetryKey == next.Id);
    }

    [Fact]
    public async Task An_answer_that_was_lost_does_not_deliver_twice()
    {
        var accepted = 0;
        server.Line.Intercept = async http =>
        {
            if (http.Request.Method != "POST" || Interlocked.Increment(ref accepted) > 1)
                return false;
            using var copy = new HttpRequestMessage(HttpMethod.Post, server.Line.Address + "/v2/bot/message/push") { Content = new StreamContent(http.Request.Body) };
            foreach (var name in (string[])["X-Line-Retry-Key", "Authorization"])
                copy.Headers.TryAddWithoutValidation(name, http.Request.Headers[name].ToString());
            (await server.Http.SendAsync(copy)).EnsureSuccessStatusCode();
            http.Abort();
            return true;
        };
        var sent = await SendAsync("once");
        (await SettledAsync(sent.Id)).Data["status"]!.ToString().ShouldBe("done");
        server.Line.Pushes.Count.ShouldBe(1);
        server.Line.Tries.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_failed_with_the_providers_reason()
    {
        server.Line.Intercept = Times(1, async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"message":"The property, 'to', in the request body is invalid"}""");
        });
        var sent = await SendAsync("refused");
        var told = await SettledAsync(sent.Id);
        told.Data["status"]!.ToString().ShouldBe("failed");
        told.Data["delivery"]!["error_message"]!.ToString().ShouldBe("The property, 'to', in the request body is invalid");
        told.Data["delivery"]!["error_code"]!.ToString().ShouldBe("400");
        var next = await SendAsync("and the next goes");
        await server.Line.WaitForPushAsync(push => push.RetryKey == next.Id);
    }

    [Fact]
    public async Task A_repeat_with_the_same_idempotency_key_answers_the_same_message()
    {
        var first = await server.Admin.PostAsync(path, new { text = "once", medias = Array.Empty<object>() }, ("Idempotency-Key", "k1"));
        var repeats = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Admin.PostAsync(path, new { text = "once", medias = Array.Empty<object>() }, ("Idempotency-Key", "k1"))));
        repeats.ShouldAllBe(repeat => repeat.Id == first.Id && repeat.Headers["Idempotent-Replayed"] == "true");
        first.Headers.ShouldNotContainKey("Idempotent-Replayed");
        (await server.Admin.PostAsync(path, new { text = "other", medias = Array.Empty<object>() }, ("Idempotency-Key", "k1"))).ShouldFail(409, "IDEMPOTENCY_KEY_REUSED");
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 1);
        (await server.Admin.GetAsync(path)).Result.Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_known_beforehand_is_refused_at_once_and_stores_nothing()
    {
        (await server.Admin.PostAsync(path, new { text = "", medias = Array.Empty<object>() })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync(path, new { text = new string('x', 5001), medias = Array.Empty<object>() })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync(path, new { text = "x", medias = new[] { new { type = "image" } } })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{line.Id}")).Ok();
        (await server.Admin.PostAsync(path, new { text = "x", medias = Array.Empty<object>() })).ShouldFail(409, "ACCOUNT_NOT_FOUND");
        (await server.Admin.GetAsync(path)).Result.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_tells_its_sequence_sender_and_delivery()
    {
        var sent = await SendAsync("who am I");
        sent.Json.GetProperty("sequence").GetInt64().ShouldBe(2);
        sent.Json.GetProperty("sender").GetProperty("type").GetString().ShouldBe("accesskey");
        sent.Json.GetProperty("delivery").GetProperty("status").GetString().ShouldBe("queued");
        (await SettledAsync(sent.Id)).Data["delivery"]!["status"]!.ToString().ShouldBe("sent");
    }

    [Fact]
    public async Task An_owning_agent_may_answer_where_the_customer_has_turned_that_on()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var own = path.Replace("/v1.0/", "/v1.0/service_agents/", StringComparison.Ordinal);
        (await server.Admin.PutAsync(path[..^"/messages".Length], new { owner_id = agentId })).Ok();
        (await agent.PostAsync(own, new { text = "mine", medias = Array.Empty<object>() })).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_reply = true })).Ok()["agent_reply"].ShouldBe("True");
        (await agent.PostAsync(own, new { text = "mine", medias = Array.Empty<object>() })).Ok().Json.GetProperty("sender").GetProperty("id").GetString().ShouldBe(agentId);
        (await agent.PostAsync(path, new { text = "mine", medias = Array.Empty<object>() })).ShouldFail(403, "PERMISSION_DENIED");
        var (_, other) = await server.AddAgentAsync();
        (await other.PostAsync(own, new { text = "not mine", medias = Array.Empty<object>() })).ShouldFail(403, "PERMISSION_DENIED");
    }

    private async Task<Answer> SendAsync(string text) => (await server.Admin.PostAsync(path, new { text, medias = Array.Empty<object>() })).Ok();

    private Task<Demo.Delivered> SettledAsync(string id) =>
        server.Receiver.WaitForAsync(told => told.Type == "conversation_message_updated" && (string?)told.Data["id"] == id && (string?)told.Data["status"] != "progressing");

    private static Func<HttpContext, Task<bool>> Times(int count, Func<HttpContext, Task> answer) => async http =>
    {
        if (http.Request.Method != "POST" || Interlocked.Decrement(ref count) < 0)
            return false;
        await answer(http);
        return true;
    };
}
