using static Confab.Tests.Flows.Runs;

namespace Confab.Tests.Flows;

/// <summary><c>conversation_send</c>: where it sends to, and what <c>sync</c> waits for.</summary>
public sealed class SendTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_text_goes_into_the_conversation_that_is_named_as_the_flows()
    {
        var line = await server.AddLineAccountAsync();
        var other = (await line.SayAsync("Uother", "hello")).GetProperty("id").GetString()!;
        var flow = await server.AddFlowAsync(new { type = "conversation_send", option = new { conversation_id = other, text = "elsewhere" } }, new { type = "conversation_send", option = new { conversation_id = "${voipbin.conversation.id}", text = "by variable" } },
            new { type = "conversation_send", option = new { conversation_id = Guid.Empty, text = "here" } });
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { message_flow_id = flow })).Ok();
        await line.SayAsync("Ua", "hello");
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 3);
        server.Line.Pushes.Select(push => (push.To, push.Text)).Order().ShouldBe([("Ua", "by variable"), ("Ua", "here"), ("Uother", "elsewhere")]);
        var sender = (await server.Admin.GetAsync($"/v1.0/conversations/{other}/messages")).Result[0].GetProperty("sender");
        (sender.GetProperty("type").GetString(), sender.GetProperty("id").GetString()).ShouldBe(("flow", flow));
    }

    [Fact]
    public async Task A_conversation_that_is_not_there_by_then_ends_the_flow_and_says_why()
    {
        var foreign = new { to = (await ForeignAsync()).ToString(), none = "", bad = "x" };
        foreach (var (id, why) in ((string, string)[])[("${to}", "There is no such conversation."), ("${none}", "There is no such conversation."), ("${bad}", "conversation_id")])
            (await server.EndOfAsync((await server.RunAsync(foreign, new { type = "conversation_send", option = new { conversation_id = id, text = "x" } }, new { type = "block" })).Id)).Error().ShouldContain(why);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_send_that_is_awaited_holds_the_flow_until_the_provider_has_taken_or_refused_it(int status)
    {
        using var asked = new SemaphoreSlim(0);
        using var answer = new CancellationTokenSource();
        server.Line.Intercept = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/push", StringComparison.Ordinal) || answer.IsCancellationRequested)
                return false;
            asked.Release();
            await Task.WhenAny(Task.Delay(Timeout.Infinite, answer.Token), Task.Delay(Timeout.Infinite, http.RequestAborted));
            if (status == 200)
                return false;
            http.Response.StatusCode = status;
            await http.Response.WriteAsync("""{"message": "no"}""");
            return true;
        };
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(new { type = "conversation_send", option = new { text = "first", sync = true } }, Set("a", "b"), new { type = "conversation_send", option = new { text = "second" } }));
        await line.SayAsync("Ua", "hello");
        (await asked.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var id = (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Single().GetProperty("id").GetString()!;
        var waiting = (await server.Admin.GetAsync($"/v1.0/activeflows/{id}")).Ok();
        (waiting["status"], string.Join(',', waiting.Types())).ShouldBe(("running", "conversation_send"));
        await answer.CancelAsync();
        await server.Line.WaitForPushAsync(push => push.Text == "second");
        (await server.EndOfAsync(id)).Error().ShouldBe("");
        server.Line.Pushes.Count.ShouldBe(status == 200 ? 2 : 1);
    }

    /// <summary>A conversation of another customer.</summary>
    private async Task<Guid> ForeignAsync()
    {
        var other = await server.AddCustomerAsync();
        var account = (await other.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = "LINE", secret = TestServer.LineSecret, token = TestServer.LineToken })).Ok();
        (await new LineAccount(server, account.Id, $"{server.Url}/v1.0/conversation/accounts/{account.Id}").SendAsync(server.Line.Text("Uforeign", "hello"))).ShouldBe(200);
        return Guid.Parse((await other.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString()!);
    }
}
