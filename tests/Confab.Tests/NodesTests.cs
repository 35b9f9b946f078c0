using System.Text.Json.Nodes;
using Confab.Demo;
using Confab.Tests.Messages;

namespace Confab.Tests;

/// <summary>Several nodes on one PostgreSQL.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class NodesTests
{
    [Fact]
    public async Task First_messages_that_reach_two_nodes_at_once_make_one_conversation_and_each_message_once()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        await first.SetWebhookAsync();
        var line = await first.AddLineAccountAsync(await first.AddFlowAsync(new { type = "variable_set", option = new { key = "seen", value = "yes" } }));
        var events = Enumerable.Range(0, 100).Select(i => first.Line.Text("Unew", $"text {i}", $"01EVENT{i}")).ToList();

        var statuses = await Task.WhenAll(events.SelectMany(item => new[] { SendAsync(first, line, item), SendAsync(second, line, (JsonObject)item.DeepClone()) }));

        statuses.ShouldAllBe(status => status == 200);
        var conversation = (await second.Admin.GetAsync("/v1.0/conversations")).Result.ShouldHaveSingleItem().GetProperty("id").GetString();
        var messages = await FirstMessagesTests.AllAsync(second, $"/v1.0/conversations/{conversation}/messages");
        messages.Select(message => message.GetProperty("text").GetString()).Order().ShouldBe(Enumerable.Range(0, 100).Select(i => $"text {i}").Order());
        messages.Select(message => message.GetProperty("sequence").GetInt64()).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i).Reverse());
        (await FirstMessagesTests.AllAsync(first, "/v1.0/activeflows")).Count.ShouldBe(100);
        await first.Receiver.WaitAsync(() => first.Receiver.Events.Count(told => told.Type == "conversation_message_created") == 100);
        first.Receiver.Events.Count(told => told.Type == "conversation_created").ShouldBe(1);
        first.Receiver.Events.Where(told => told.Type == "conversation_message_created").Select(told => (long)told.Data["sequence"]!).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
        await IdleAsync(first);
        first.Receiver.Events.Where(told => told.Type == "activeflow_created").Count().ShouldBe(100);
    }

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_make_one_installation()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RealProcess.ServeAsync(RealProcess.FreeUrl(), data)));
        nodes.Count(node => node.Output.Contains("access key  vb_", StringComparison.Ordinal)).ShouldBe(1);
        foreach (var node in nodes)
        {
            await node.KillAsync();
            node.Dispose();
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Tokens_secrets_and_revocations_hold_on_every_node()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var token = await ApiClient.TokenAsync(first.Http, TestServer.AdminUsername, TestServer.AdminPassword);
        var there = new ApiClient(second.Http, token);
        (await there.GetAsync("/v1.0/customer")).Ok();
        var line = await first.AddLineAccountAsync();
        (await SendAsync(second, line, first.Line.Text("Ualice", "the other node opens the secret"))).ShouldBe(200);
        (await new ApiClient(first.Http, token).PostAsync("/auth/logout")).Ok();
        await Poll.UntilAsync(() => there.GetAsync("/v1.0/customer"), answer => answer.Status == 401, 2);
    }

    [Fact]
    public async Task Two_nodes_answer_one_idempotency_key_with_one_message_and_one_agent_may_not_be_the_last_admin_twice()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var line = await first.AddLineAccountAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}/messages";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? first : second).Admin.PostAsync(path, new { text = "once", medias = Array.Empty<object>() }, ("Idempotency-Key", "k"))));
        answers.Select(answer => answer.Ok().Id).Distinct().ShouldHaveSingleItem();

        var admins = new List<string> { (await first.AddAgentAsync(240)).Id, (await first.Admin.GetAsync("/v1.0/agents")).Result.Single(agent => agent.GetProperty("username").GetString() == TestServer.AdminUsername).GetProperty("id").GetString()! };
        var removals = await Task.WhenAll(admins.Select((id, i) => (i == 0 ? first : second).Admin.DeleteAsync($"/v1.0/agents/{id}")));
        removals.Count(answer => answer.Status == 200).ShouldBe(1);
    }

    [Fact]
    public async Task Changes_at_once_on_two_nodes_lose_none_of_each_other()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        await first.SetWebhookAsync();
        var line = await first.AddLineAccountAsync();
        var id = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString();
        var (agentId, _) = await first.AddAgentAsync();
        for (var round = 0; round < 20; round++)
        {
            var path = $"/v1.0/conversations/{id}";
            await Task.WhenAll(first.Admin.PutAsync(path, new { name = $"name {round}" }), second.Admin.PutAsync(path, new { detail = $"detail {round}" }),
                second.Admin.PutAsync(path, new { owner_id = round % 2 == 0 ? agentId : Guid.Empty.ToString() }), line.SendAsync(first.Line.Text("Ualice", $"text {round}")));
            var now = await first.Admin.GetAsync(path);
            (now["name"], now["detail"], now["owner_id"]).ShouldBe(($"name {round}", $"detail {round}", round % 2 == 0 ? agentId : Guid.Empty.ToString()));
        }
        await IdleAsync(first);
        var told = first.Receiver.Events.Where(told => told.Type == "conversation_updated").Select(told => ((string)told.Data["name"]!, (string)told.Data["detail"]!)).ToList();
        told[^1].ShouldBe(("name 19", "detail 19"));
    }

    [Fact]
    public async Task What_two_nodes_do_to_one_conversation_is_written_down_as_it_is_told_though_their_clocks_differ()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await TestServer.StartAsync(first.DataPath, replace: services => services.AddSingleton<TimeProvider>(new MovableClock { Offset = TimeSpan.FromSeconds(-20) }));
        await first.SetWebhookAsync();
        var line = await first.AddLineAccountAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}";
        var agents = new[] { (await first.AddAgentAsync()).Id, (await first.AddAgentAsync()).Id, Guid.Empty.ToString() };
        for (var round = 0; round < 15; round++)
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 4).Select(i => (i % 2 == 0 ? first : second).Admin.PutAsync(path, new { owner_id = agents[(round + i) % 3] }))))
                answer.Ok();
        await IdleAsync(first);
        var told = first.Receiver.Events.Where(told => told.Type == "conversation_updated").Select(told => (string)told.Data["owner_id"]!).ToList();
        var written = (await second.Admin.GetAsync($"{path}/activity?page_size=100")).Ok().Result.Reverse().Select(line => line.GetProperty("data")).ToList();
        written.Select(data => data.GetProperty("to").GetProperty("id").GetString()).ShouldBe(told);
        written.Select(data => data.GetProperty("from").GetProperty("id").GetString()).ShouldBe(told.SkipLast(1).Prepend(Guid.Empty.ToString()));
        told.Count.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task What_a_killed_node_had_begun_another_one_finishes_within_fifteen_seconds()
    {
        await using var alive = await TestServer.StartAsync();
        var line = await alive.AddLineAccountAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}/messages";
        var held = 0;
        alive.Line.Intercept = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/push", StringComparison.Ordinal) || Interlocked.Increment(ref held) > 1)
                return false;
            await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        var url = RealProcess.FreeUrl();
        using var doomed = await RealProcess.ServeAsync(url, alive.DataPath, $"--Confab:Line:ApiUrl={alive.Line.Address}");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var sent = (await new ApiClient(http, alive.AccessKey).PostAsync(path, new { text = "from the grave", medias = Array.Empty<object>() })).Ok();
        await alive.Line.WaitAsync(() => alive.Line.Tries.Count == 1);
        await doomed.KillAsync();
        (await alive.Line.WaitForPushAsync(push => push.RetryKey == sent.Id)).Text.ShouldBe("from the grave");
    }

    private static async Task<int> SendAsync(TestServer node, LineAccount line, JsonObject item)
    {
        using var response = await node.Http.SendAsync(FakeLine.Webhook($"{node.Url}/v1.0/conversation/accounts/{line.Id}", TestServer.LineSecret, item));
        return (int)response.StatusCode;
    }

    private static Task<long> IdleAsync(TestServer server) =>
        Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0, 60);
}
