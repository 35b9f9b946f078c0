namespace Confab.Tests;

/// <summary>Every sentence and example of the tutorial, in its order, through real HTTP.</summary>
public sealed class TutorialTests : IAsyncLifetime
{
    private const string Nil = "00000000-0000-0000-0000-000000000000";

    private static readonly string[] ConversationFields =
    [
        "id", "customer_id", "owner_type", "owner_id", "account_id", "name", "detail", "type", "dialog_id", "self", "peer", "tm_create", "tm_update", "tm_delete"
    ];

    private static readonly string[] MessageFields =
    [
        "id", "customer_id", "conversation_id", "direction", "status", "reference_type", "reference_id", "text", "medias", "tm_create", "tm_update", "tm_delete"
    ];

    private TestServer server = null!;
    private LineAccount line = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        line = await server.AddLineAccountAsync(await server.AddAnswerFlowAsync());
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_token_comes_from_login_or_an_access_key_from_accesskeys_and_both_work_in_the_query()
    {
        var token = await ApiClient.TokenAsync(server.Http, TestServer.AdminUsername, TestServer.AdminPassword);
        var key = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "key", detail = "", expire = 3600 })).Ok();
        var nobody = new ApiClient(server.Http, null);
        (await nobody.GetAsync($"/v1.0/conversations?token={token}")).Ok();
        (await nobody.GetAsync($"/v1.0/conversations?token={key["token"]}")).Ok();
        (await nobody.GetAsync($"/v1.0/conversations?accesskey={key["token"]}")).Ok();
        var listed = (await server.Admin.GetAsync("/v1.0/accesskeys")).Result.Single(item => item.GetProperty("id").GetString() == key.Id);
        (listed.GetProperty("token").GetString(), listed.GetProperty("token_prefix").GetString()).ShouldBe(("", key["token"][..11]));
    }

    [Fact]
    public async Task Conversations_are_made_by_incoming_messages_and_there_is_no_route_to_make_them()
    {
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldBeEmpty();
        await line.SayAsync("Ualice", "hello");
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.Length.ShouldBe(1);
        (await server.Admin.PostAsync("/v1.0/conversations", new { })).ShouldFail(405, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task An_sms_makes_a_conversation_of_type_message_and_a_line_message_one_of_type_line()
    {
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, text = "hi" })).Ok();
        await line.SayAsync("Ualice", "hello");
        var types = (await server.Admin.GetAsync("/v1.0/conversations")).Result.Select(item => item.GetProperty("type").GetString());
        types.ShouldBe(["line", "message"]);
    }

    [Fact]
    public async Task A_conversation_has_the_fields_of_the_example_in_their_order_and_form()
    {
        var listed = await line.SayAsync("Ud871bcaf7c3ad13d2a0b0d78a42a287f", "hello");
        var got = (await server.Admin.GetAsync($"/v1.0/conversations/{listed.GetProperty("id")}")).Ok().Json;
        foreach (var conversation in (JsonElement[])[listed, got])
        {
            Fields(conversation).Take(ConversationFields.Length).ShouldBe(ConversationFields);
            Fields(conversation.GetProperty("self")).ShouldBe(["type", "target", "target_name", "name", "detail"]);
            conversation.GetProperty("self").GetRawText().ShouldBe("""{"type":"line","target":"","target_name":"me","name":"","detail":""}""");
            conversation.GetProperty("peer").GetRawText().ShouldBe("""{"type":"line","target":"Ud871bcaf7c3ad13d2a0b0d78a42a287f","target_name":"Unknown","name":"","detail":""}""");
            conversation.GetProperty("dialog_id").GetString().ShouldBe("Ud871bcaf7c3ad13d2a0b0d78a42a287f");
            conversation.GetProperty("name").GetString().ShouldBe("LINE · Unknown");
            conversation.GetProperty("account_id").GetString().ShouldBe(line.Id);
            conversation.GetProperty("tm_create").ToString().ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$");
            conversation.GetProperty("tm_delete").GetString().ShouldBe("9999-01-01 00:00:00.000000");
        }
    }

    [Fact]
    public async Task A_list_ends_with_the_time_of_its_last_row_and_that_time_leads_to_the_next_page_in_either_form()
    {
        foreach (var user in (string[])["Ua", "Ub", "Uc"])
            await line.SayAsync(user, "hello");
        var first = (await server.Admin.GetAsync("/v1.0/conversations?page_size=2")).Ok();
        first.Result.Select(Dialog).ShouldBe(["Uc", "Ub"]);
        var token = first["next_page_token"];
        token.ShouldBe(first.Result[1].GetProperty("tm_create").GetString());
        (await server.Admin.GetAsync($"/v1.0/conversations?page_token={token}")).Ok().Result.Select(Dialog).ShouldBe(["Ua"]);
        (await server.Admin.GetAsync($"/v1.0/conversations?page_token={token.Replace(' ', 'T')}Z")).Ok().Result.Select(Dialog).ShouldBe(["Ua"]);
    }

    [Fact]
    public async Task A_message_is_sent_into_a_conversation_first_progressing_then_done_and_listed_newest_first()
    {
        var conversation = await line.SayAsync("Ualice", "hello");
        await server.Line.WaitForPushAsync(push => push.Text == "Thank you");
        var sent = (await server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages",
            new { text = "Hello, this is a test message. Thank you for your time.", medias = Array.Empty<object>() })).Ok();
        Fields(sent.Json).Where(MessageFields.Contains).ShouldBe(MessageFields);
        Fields(sent.Json).Take(10).ShouldBe(["id", "customer_id", "conversation_id", "direction", "status", "reference_type", "reference_id", "source", "destination", "text"]);
        (sent["direction"], sent["status"], sent["reference_type"], sent["reference_id"]).ShouldBe(("outgoing", "progressing", "line", "Ualice"));
        sent["medias"].ShouldBe("[]");
        var push = await server.Line.WaitForPushAsync(push => push.RetryKey == sent.Id);
        (push.To, push.Text).ShouldBe(("Ualice", "Hello, this is a test message. Thank you for your time."));
        var listed = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages"),
            page => page.Result[0].GetProperty("status").GetString() == "done");
        listed.Result.Select(item => item.GetProperty("text").GetString()).ShouldBe(["Hello, this is a test message. Thank you for your time.", "Thank you", "hello"]);
        listed["next_page_token"].ShouldBe(listed.Result[2].GetProperty("tm_create").GetString());
    }

    [Fact]
    public async Task Step_1_An_admin_assigns_a_conversation_with_only_owner_id_and_owner_type_is_derived()
    {
        var (agentId, _) = await server.AddAgentAsync();
        var conversation = await line.SayAsync("Ualice", "hello");
        var assigned = (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = agentId })).Ok();
        (assigned["owner_id"], assigned["owner_type"]).ShouldBe((agentId, "agent"));
        var other = (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = Nil, owner_type = "agent" })).Ok();
        (other["owner_id"], other["owner_type"]).ShouldBe((Nil, ""));
    }

    [Fact]
    public async Task A_manager_may_assign_like_an_admin()
    {
        var (agentId, _) = await server.AddAgentAsync();
        var (_, manager) = await server.AddAgentAsync(64);
        var conversation = await line.SayAsync("Ualice", "hello");
        (await manager.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = agentId })).Ok()["owner_id"].ShouldBe(agentId);
    }

    [Fact]
    public async Task Step_2_The_webhook_tells_of_the_new_owner_with_the_conversation_as_its_data()
    {
        await server.SetWebhookAsync();
        var (agentId, _) = await server.AddAgentAsync();
        var conversation = await line.SayAsync("Ualice", "hello");
        var assigned = (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = agentId })).Ok();
        var told = await server.Receiver.WaitForAsync(delivered => delivered.Type == "conversation_updated" && (string?)delivered.Data["owner_id"] == agentId);
        told.Data.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ShouldBe(assigned.Text);
        (told.IsSigned, told.IsStandard, told.Method).ShouldBe((true, true, "POST"));
    }

    [Fact]
    public async Task Step_3_A_message_into_an_assigned_conversation_starts_no_activeflow_and_is_told_as_incoming()
    {
        await server.SetWebhookAsync();
        var (agentId, _) = await server.AddAgentAsync();
        var conversation = await line.SayAsync("Ualice", "hello");
        await server.Line.WaitForPushAsync(push => push.To == "Ualice");
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = agentId })).Ok();
        var before = (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Length;
        await line.SayAsync("Ualice", "are you there?");
        var told = await server.Receiver.WaitForAsync(delivered => (string?)delivered.Data["text"] == "are you there?");
        (told.Type, (string?)told.Data["direction"]).ShouldBe(("conversation_message_created", "incoming"));
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Length.ShouldBe(before);
    }

    [Fact]
    public async Task A_flow_that_runs_already_is_unaffected_by_assignment()
    {
        var slow = await server.AddLineAccountAsync(await server.AddFlowAsync(
            new { type = "sleep", option = new { duration = 300 } }, new { type = "conversation_send", option = new { text = "after the wait" } }));
        var (agentId, _) = await server.AddAgentAsync();
        var conversation = await slow.SayAsync("Uslow", "hello");
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = agentId })).Ok();
        await server.Line.WaitForPushAsync(push => push.Text == "after the wait");
    }

    [Fact]
    public async Task Step_4_The_agents_own_token_may_not_send_and_an_admins_may()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}";
        (await server.Admin.PutAsync(path, new { owner_id = agentId })).Ok();
        (await agent.PostAsync($"{path}/messages", new { text = "hi", medias = Array.Empty<object>() })).ShouldFail(403, "PERMISSION_DENIED");
        var admin = await server.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword);
        var reply = (await admin.PostAsync($"{path}/messages", new { text = "Hi, this is the support agent. How can I help you today?", medias = Array.Empty<object>() })).Ok();
        (await server.Line.WaitForPushAsync(push => push.RetryKey == reply.Id)).To.ShouldBe("Ualice");
    }

    [Fact]
    public async Task Step_5_The_owning_agent_unassigns_itself_without_a_body_and_can_do_nothing_else()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}";
        (await server.Admin.PutAsync(path, new { owner_id = agentId })).Ok();
        (await agent.PutAsync(path, new { owner_id = Nil })).ShouldFail(403, "PERMISSION_DENIED");
        (await agent.PutAsync(path, new { name = "mine" })).ShouldFail(403, "PERMISSION_DENIED");
        var unassigned = (await agent.PostAsync($"{path}/unassign")).Ok();
        (unassigned["owner_type"], unassigned["owner_id"]).ShouldBe(("", Nil));
        (await agent.PostAsync($"{path}/unassign")).ShouldFail(403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task Unassign_is_403_for_whoever_is_neither_admin_nor_owner_and_404_for_what_is_not_the_customers()
    {
        var (agentId, _) = await server.AddAgentAsync();
        var (_, other) = await server.AddAgentAsync();
        var foreign = await server.AddCustomerAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}";
        (await server.Admin.PutAsync(path, new { owner_id = agentId })).Ok();
        (await other.PostAsync($"{path}/unassign")).ShouldFail(403, "PERMISSION_DENIED");
        (await foreign.PostAsync($"{path}/unassign")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        (await server.Admin.PostAsync($"/v1.0/conversations/{Guid.NewGuid()}/unassign")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        (await server.Admin.PostAsync($"{path}/unassign")).Ok()["owner_id"].ShouldBe(Nil);
    }

    [Fact]
    public async Task Step_6_After_unassigning_the_next_message_starts_a_fresh_activeflow()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}";
        (await server.Admin.PutAsync(path, new { owner_id = agentId })).Ok();
        await line.SayAsync("Ualice", "assigned");
        (await agent.PostAsync($"{path}/unassign")).Ok();
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Length.ShouldBe(1);
        await line.SayAsync("Ualice", "and again");
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.Length.ShouldBe(2);
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 2);
    }

    [Fact]
    public async Task My_conversations_are_those_with_my_owner_id_and_any_other_value_is_403()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var mine = await line.SayAsync("Umine", "hello");
        await line.SayAsync("Uother", "hello");
        (await server.Admin.PutAsync($"/v1.0/conversations/{mine.GetProperty("id")}", new { owner_id = agentId })).Ok();
        var later = DateTime.UtcNow.AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ");
        (await agent.GetAsync($"/v1.0/conversations?owner_id={agentId}&page_token={later}")).Ok().Result.Select(Dialog).ShouldBe(["Umine"]);
        foreach (var query in (string[])["", "?owner_id=", $"?owner_id={Guid.NewGuid()}", "?owner_id=nonsense", $"?owner_id={Nil}"])
            (await agent.GetAsync($"/v1.0/conversations{query}")).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.GetAsync($"/v1.0/conversations?owner_id={agentId}")).Ok().Result.Select(Dialog).ShouldBe(["Umine"]);
        (await server.Admin.GetAsync("/v1.0/conversations")).Ok().Result.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("/v1.0/conversations")]
    [InlineData("/v1.0/service_agents/conversations")]
    public async Task Put_takes_owner_name_and_detail_under_both_prefixes_and_refuses_agents_that_are_not_the_customers(string prefix)
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var foreign = await server.AddCustomerAsync();
        var stranger = (await foreign.GetAsync("/v1.0/agents")).Result[0].GetProperty("id").GetString();
        var path = $"{prefix}/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}";
        var changed = (await server.Admin.PutAsync(path, new { owner_id = agentId, name = "conversation", detail = "conversation detail" })).Ok();
        (changed["owner_id"], changed["name"], changed["detail"]).ShouldBe((agentId, "conversation", "conversation detail"));
        (await server.Admin.PutAsync(path, new { detail = "only this" })).Ok()["name"].ShouldBe("conversation");
        foreach (var unknown in (string[])[Guid.NewGuid().ToString(), stranger!])
            (await server.Admin.PutAsync(path, new { owner_id = unknown })).ShouldFail(400, "AGENT_NOT_FOUND");
        (await agent.PutAsync(path, new { name = "x" })).ShouldFail(403, "PERMISSION_DENIED");
        (await foreign.PutAsync(path, new { name = "x" })).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        (await agent.PostAsync($"{path}/unassign")).Ok()["owner_type"].ShouldBe("");
    }

    private static string[] Fields(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string? Dialog(JsonElement conversation) => conversation.GetProperty("dialog_id").GetString();
}
