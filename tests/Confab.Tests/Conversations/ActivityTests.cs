using System.Text.Json.Nodes;
using Confab.Tests.Flows;

namespace Confab.Tests.Conversations;

/// <summary>What happened to a conversation besides its messages, and who reads it.</summary>
public sealed class ActivityTests : IAsyncLifetime
{
    private static readonly string Nobody = Guid.Empty.ToString();

    private TestServer server = null!;
    private LineAccount line = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        line = await server.AddLineAccountAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Whoever_changes_a_conversation_is_named_as_he_was_called_then()
    {
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_pickup = true })).Ok();
        var ((annId, ann), (bobId, bob)) = (await server.AddAgentAsync(), await server.AddAgentAsync());
        foreach (var (agent, name) in ((string, string)[])[(annId, "Ann"), (bobId, "Bob")])
            (await server.Admin.PutAsync($"/v1.0/agents/{agent}", new { name })).Ok();
        var (vip, late) = ((await server.Admin.PostAsync("/v1.0/tags", new { name = "vip" })).Ok().Id, (await server.Admin.PostAsync("/v1.0/tags", new { name = "late" })).Ok().Id);
        var id = await SayAsync("Uann");
        var (path, mine) = ($"/v1.0/conversations/{id}", $"/v1.0/service_agents/conversations/{id}");
        (await ann.GetAsync($"{mine}/activity")).ShouldFail(403, "PERMISSION_DENIED");

        (await ann.PostAsync($"{mine}/take")).Ok();
        (await ann.PostAsync($"{mine}/take")).Ok();
        (await server.Admin.PutAsync(path, new { owner_id = bobId, name = "renamed" })).Ok();
        (await ann.GetAsync($"{mine}/activity")).ShouldFail(403, "PERMISSION_DENIED");
        (await bob.PutAsync($"{mine}/labels", new { label_ids = new[] { vip } })).Ok();
        (await bob.PutAsync($"{mine}/labels", new { label_ids = new[] { late } })).Ok();
        (await bob.PutAsync($"{mine}/labels", new { label_ids = new[] { late } })).Ok();
        (await bob.PutAsync($"{mine}/state", new { state = "snoozed", snoozed_until = "2090-01-01" })).Ok();
        (await bob.PutAsync($"{mine}/state", new { state = "open" })).Ok();
        (await bob.PutAsync($"{mine}/state", new { state = "closed" })).Ok();
        (await server.Admin.PutAsync($"/v1.0/agents/{bobId}", new { name = "Robert" })).Ok();
        (await server.Admin.PutAsync($"/v1.0/tags/{vip}", new { name = "very important" })).Ok();
        (await bob.PostAsync($"{mine}/unassign")).Ok();
        (await server.Admin.PostAsync($"{mine}/unassign")).Ok();

        var lines = (await server.Admin.GetAsync($"{path}/activity")).Ok().Result;
        lines.Select(By).Distinct().ShouldBe([$"agent {bobId} Robert", $"agent {bobId} Bob", (await KeyAsync()), $"agent {annId} Ann"]);
        lines.Select(line => $"{line.GetProperty("type").GetString()} {line.GetProperty("data").GetRawText()}").Reverse().ShouldBe(
        [
            $"taken {Owner((Nobody, ""), (annId, "Ann"))}",
            $"assigned {Owner((annId, "Ann"), (bobId, "Bob"))}",
            $$"""labels_changed {"added":[{"id":"{{vip}}","name":"vip"}],"removed":[]}""",
            $$"""labels_changed {"added":[{"id":"{{late}}","name":"late"}],"removed":[{"id":"{{vip}}","name":"vip"}]}""",
            """snoozed {"snoozed_until":"2090-01-01 00:00:00.000000","cause":""}""",
            """reopened {"snoozed_until":"9999-01-01 00:00:00.000000","cause":""}""",
            """closed {"snoozed_until":"9999-01-01 00:00:00.000000","cause":""}""",
            $"unassigned {Owner((bobId, "Robert"), (Nobody, ""))}"
        ]);
        lines.ShouldAllBe(line => line.GetProperty("conversation_id").GetString() == id);
        (await server.Admin.GetAsync($"{mine}/activity")).Ok()["result"].ShouldBe((await server.Admin.GetAsync($"{path}/activity"))["result"]);
        (await (await server.AddCustomerAsync()).GetAsync($"{path}/activity")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        (await server.Admin.GetAsync($"{path}/activity?page_token=nonsense")).ShouldFail(400, "INVALID_REQUEST_PARAMETER");
        (await server.Admin.GetAsync($"/v1.0/conversations/{Guid.NewGuid()}/activity?page_token=nonsense")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE conversations SET tm_delete = @Now", new { unit.Now }));
        (await server.Admin.GetAsync($"{path}/activity")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
    }

    [Fact]
    public async Task What_nobody_did_says_why_it_came_about()
    {
        var (annId, _) = await server.AddAgentAsync();
        var id = await SayAsync("Uann");
        var path = $"/v1.0/conversations/{id}";
        (await server.Admin.PutAsync($"{path}/state", new { state = "closed" })).Ok();
        await SayAsync("Uann");
        (await server.Admin.PutAsync($"{path}/state", new { state = "snoozed", snoozed_until = $"{Timestamp.From(DateTimeOffset.UtcNow) + TimeSpan.FromSeconds(1)}" })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found["state"] == "open");
        (await server.Admin.PutAsync(path, new { owner_id = annId })).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/agents/{annId}")).Ok();
        var lines = (await server.Admin.GetAsync($"{path}/activity")).Ok().Result;
        lines.Select(line => $"{line.GetProperty("type").GetString()} {line.GetProperty("data").GetProperty("cause").GetString()}").Reverse()
            .ShouldBe(["closed ", "reopened message", "snoozed ", "reopened snooze_end", "assigned ", "unassigned agent_deleted"]);
        foreach (var line in lines.Where(line => line.GetProperty("data").GetProperty("cause").GetString() != ""))
            By(line).ShouldBe($"system {Nobody} ");
        lines[0].GetProperty("data").GetProperty("from").GetRawText().ShouldBe($$"""{"id":"{{annId}}","name":"An agent"}""");
    }

    [Fact]
    public async Task Runs_of_flows_stand_among_them_with_the_flows_name_of_then_and_nothing_of_what_they_did()
    {
        var flow = await server.AddFlowAsync(new { type = "conversation_send", option = new { text = "secret" } }, new { type = "block" });
        var answering = await server.AddLineAccountAsync(flow);
        var id = (await answering.SayAsync("Uflow", "hello")).GetProperty("id").GetString()!;
        (await answering.SayAsync("Uother", "hello")).ValueKind.ShouldBe(JsonValueKind.Object);
        var (annId, ann) = await server.AddAgentAsync();
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = annId })).Ok();
        (await server.Admin.PutAsync($"/v1.0/flows/{flow}", new { name = "another name" })).Ok();
        var run = (await server.Admin.GetAsync($"/v1.0/activeflows?reference_id={id}")).Ok().Result.Single().GetProperty("id").GetString()!;

        var lines = (await ann.GetAsync($"/v1.0/service_agents/conversations/{id}/activity")).Ok().Result;
        lines.Select(line => line.GetProperty("type").GetString()).ShouldBe(["assigned", "activeflow"]);
        (lines[1].GetProperty("id").GetString(), By(lines[1])).ShouldBe((run, $"flow {flow} flow"));
        lines[1].GetProperty("data").GetRawText().ShouldBe($$"""{"flow_id":"{{flow}}","flow_name":"flow","status":"running","failed":false,"tm_end":"9999-01-01 00:00:00.000000"}""");

        await server.RunUntilAsync(run, found => found["forward_action_id"] == Nobody);
        (await server.Admin.PostAsync($"/v1.0/activeflows/{run}/continue", new { })).Ok();
        var end = await server.EndOfAsync(run);
        lines = (await ann.GetAsync($"/v1.0/service_agents/conversations/{id}/activity")).Ok().Result;
        lines[1].GetProperty("data").GetRawText().ShouldBe($$"""{"flow_id":"{{flow}}","flow_name":"flow","status":"ended","failed":false,"tm_end":"{{end["tm_update"]}}"}""");

        // One from before names were kept, and that failed.
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE activeflows SET flow_name = '', error_message = 'no'"));
        var data = (await ann.GetAsync($"/v1.0/service_agents/conversations/{id}/activity")).Ok().Result[1].GetProperty("data");
        (data.GetProperty("flow_name").GetString(), data.GetProperty("failed").GetBoolean()).ShouldBe(("another name", true));
        (await server.Admin.DeleteAsync($"/v1.0/activeflows/{run}")).Status.ShouldBe(204);
        (await ann.GetAsync($"/v1.0/service_agents/conversations/{id}/activity")).Ok().Result.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Pages_bring_each_line_once_whatever_shares_a_microsecond()
    {
        var id = Guid.Parse(await SayAsync("Uann"));
        var customerId = Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]);
        var (random, made) = (new Random(7), new List<(long Time, Guid Id)>());
        await server.Db.WriteAsync(unit =>
        {
            for (var i = 0; i < 150; i++)
            {
                var (line, time) = (Guid.NewGuid(), 1_700_000_000_000_000 + random.Next(12));
                made.Add((time, line));
                if (i % 2 == 0)
                    new Confab.Conversations.Activity { Id = line, CustomerId = customerId, ConversationId = id, Type = "closed", ByKind = "system", TmCreate = new Timestamp(time) }.Insert(unit);
                else
                    unit.Write($"""
                        INSERT INTO activeflows (customer_id, id, flow_id, status, reference_type, reference_id, reference_activeflow_id, on_complete_flow_id, webhook_uri, webhook_method, actions,
                            state, error_action_id, error_message, tm_create, tm_update, tm_delete)
                        VALUES (@customerId, @line, @line, 'ended', 'conversation', @id, @line, @line, '', '', '[]', '[]', @line, '', @time, @time, {Timestamp.NeverSql})
                        """, new { customerId, line, id, time });
            }
        });
        var expected = made.OrderByDescending(row => row.Time).ThenByDescending(row => row.Id.ToString(), StringComparer.Ordinal).Select(row => row.Id).ToList();
        foreach (var size in (int[])[1, 3, 7, 50, 100])
        {
            var seen = new List<Guid>();
            for (var token = ""; ;)
            {
                var page = (await server.Admin.GetAsync($"/v1.0/conversations/{id}/activity?page_size={size}&page_token={token}")).Ok();
                seen.AddRange(page.Result.Select(row => row.GetProperty("id").GetGuid()));
                if ((token = page["next_page_token"]).Length == 0)
                    break;
            }
            seen.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Those_who_take_what_nobody_has_at_once_make_one_line()
    {
        var (_, ann) = await server.AddAgentAsync();
        var (_, bob) = await server.AddAgentAsync();
        (await server.Admin.PutAsync("/v1.0/customer", new { agent_pickup = true })).Ok();
        var id = await SayAsync("Uann");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? ann : bob).PostAsync($"/v1.0/service_agents/conversations/{id}/take")));
        var taken = (await server.Admin.GetAsync($"/v1.0/conversations/{id}/activity")).Ok().Result.ShouldHaveSingleItem();
        taken.GetProperty("data").GetProperty("to").GetProperty("id").GetString().ShouldBe((await server.Admin.GetAsync($"/v1.0/conversations/{id}"))["owner_id"]);
    }

    private async Task<string> SayAsync(string who) => (await line.SayAsync(who, "hello")).GetProperty("id").GetString()!;

    private async Task<string> KeyAsync() => (await server.Admin.GetAsync("/v1.0/accesskeys")).Ok().Result.Single() is var key ? $"accesskey {key.GetProperty("id").GetString()} {key.GetProperty("name").GetString()}" : "";

    private static string By(JsonElement line) => string.Join(' ', line.GetProperty("by").EnumerateObject().Select(field => field.Value.GetString()));

    private static string Owner((string Id, string Name) from, (string Id, string Name) to) => new JsonObject
    {
        ["from"] = new JsonObject { ["id"] = from.Id, ["name"] = from.Name },
        ["to"] = new JsonObject { ["id"] = to.Id, ["name"] = to.Name },
        ["cause"] = ""
    }.ToJsonString();
}
