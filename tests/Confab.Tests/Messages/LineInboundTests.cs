using System.Text;
using System.Text.Json.Nodes;
using Confab.Demo;

namespace Confab.Tests.Messages;

public sealed class LineInboundTests : IAsyncLifetime
{
    private TestServer server = null!;
    private LineAccount line = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        line = await server.AddLineAccountAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_unsigned_or_wrongly_signed_call_is_refused_and_stores_nothing()
    {
        var body = Encoding.UTF8.GetBytes("""{"destination":"U0","events":[]}""");
        foreach (var signature in (string?[])[null, "", "AAAA", Convert.ToBase64String(new byte[32]), "not base64!"])
        {
            using var answer = await server.Http.SendAsync(FakeLine.Webhook(line.Hook, signature, body));
            ((int)answer.StatusCode).ShouldBe(401);
        }
        using var other = FakeLine.Webhook(line.Hook, "another channel's secret", server.Line.Text("Ualice", "forged"));
        ((int)(await server.Http.SendAsync(other)).StatusCode).ShouldBe(401);
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_hook_of_an_unknown_or_deleted_account_is_404()
    {
        foreach (var id in (string[])[Guid.NewGuid().ToString(), "nonsense"])
            ((int)(await server.Http.SendAsync(FakeLine.Webhook($"{server.Url}/v1.0/conversation/accounts/{id}", TestServer.LineSecret, server.Line.Text("Ua", "x")))).StatusCode).ShouldBe(404);
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{line.Id}")).Ok();
        (await line.SendAsync(server.Line.Text("Ua", "x"))).ShouldBe(404);
    }

    [Fact]
    public async Task A_message_that_was_taken_back_before_it_came_comes_blank_and_starts_no_flow()
    {
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { message_flow_id = await server.AddAnswerFlowAsync() })).Ok();
        (await line.SendAsync(FakeLine.Event("unsend", "Ualice", null, new JsonObject { ["unsend"] = new JsonObject { ["messageId"] = "later" } }))).ShouldBe(200);
        var message = server.Line.Text("Ualice", "SECRET");
        message["message"]!["id"] = "later";
        (await line.SendAsync(message)).ShouldBe(200);
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldHaveSingleItem();
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages")).Result.ShouldHaveSingleItem().GetProperty("text").GetString().ShouldBe("");
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_a_field_name_of_lines_loses_nothing()
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["destination"] = "U0", ["events"] = new JsonArray(server.Line.Text("Ualice", "kept")) }.ToJsonString()
            .Replace("\"mode\"", "\"\\ud800\":\"\\u0000\\udc00\",\"mode\"", StringComparison.Ordinal));
        (await server.Http.SendAsync(FakeLine.Webhook(line.Hook, Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestServer.LineSecret), body)), body)))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        body.AsSpan().IndexOf("ud800"u8).ShouldBeGreaterThan(0);
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "kept");
    }

    [Fact]
    public async Task The_consoles_verify_button_sends_no_events_and_is_answered_200() => (await line.SendAsync()).ShouldBe(200);

    [Fact]
    public async Task A_follow_makes_the_conversation_and_no_message_and_no_activeflow()
    {
        server.Line.Profiles["Ualice"] = "Alice";
        (await line.SendAsync(FakeLine.Event("follow", "Ualice"))).ShouldBe(200);
        var conversation = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/conversations"), page => page.Result[0].GetProperty("name").GetString() == "LINE · Alice");
        var id = conversation.Result[0].GetProperty("id");
        (await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Result.ShouldBeEmpty();
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated");
        server.Receiver.Events.Select(told => told.Type).Where(type => type.StartsWith("conversation", StringComparison.Ordinal)).ShouldBe(["conversation_created", "conversation_updated"]);
    }

    [Fact]
    public async Task The_profile_names_peer_and_title_with_one_event_but_not_over_a_name_that_a_person_gave()
    {
        var release = new TaskCompletionSource();
        server.Line.Profiles["Ualice"] = "Alice";
        server.Line.Intercept = async http =>
        {
            if (http.Request.Method == "GET")
                await release.Task;
            return false;
        };
        var conversation = await line.SayAsync("Ualice", "hello");
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { name = "VIP" })).Ok();
        release.SetResult();
        var after = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}"),
            answer => answer.Json.GetProperty("peer").GetProperty("target_name").GetString() == "Alice");
        after["name"].ShouldBe("VIP");
        await server.Receiver.WaitAsync(() => server.Receiver.Events.Count(told => told.Type == "conversation_updated") == 2);
    }

    [Fact]
    public async Task An_unsent_message_is_blanked_and_its_place_stays()
    {
        var item = server.Line.Text("Ualice", "too much said");
        var messageId = (string)item["message"]!["id"]!;
        (await line.SendAsync(item)).ShouldBe(200);
        (await line.SendAsync(FakeLine.Event("unsend", "Ualice", null, new JsonObject { ["unsend"] = new JsonObject { ["messageId"] = messageId } }))).ShouldBe(200);
        var id = (await server.Admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("id");
        (await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Result.Select(message => message.GetProperty("text").GetString()).ShouldBe([""]);
        (await server.Receiver.WaitForAsync(told => told.Type == "conversation_message_updated")).Data["text"]!.ToString().ShouldBe("");
    }

    [Fact]
    public async Task A_location_becomes_a_message_with_a_described_media_entry()
    {
        (await line.SendAsync(FakeLine.Event("message", "Ualice", null, new JsonObject
        {
            ["message"] = new JsonObject { ["type"] = "location", ["id"] = "1", ["title"] = "Office", ["address"] = "Tokyo", ["latitude"] = 35.68, ["longitude"] = 139.75 }
        }))).ShouldBe(200);
        var id = (await server.Admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("id");
        var media = (await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Result[0].GetProperty("medias")[0];
        (media.GetProperty("type").GetString(), media.GetProperty("title").GetString(), media.GetProperty("latitude").GetDouble()).ShouldBe(("location", "Office", 35.68));
        media.EnumerateObject().Select(property => property.Name).Take(7).ShouldBe(["id", "customer_id", "type", "filename", "tm_create", "tm_update", "tm_delete"]);
    }

    [Fact]
    public async Task Groups_are_conversations_of_their_own()
    {
        foreach (var user in (string[])["Ua", "Ub"])
        {
            var item = server.Line.Text(user, "hello");
            item["source"] = new JsonObject { ["type"] = "group", ["groupId"] = "Cgroup", ["userId"] = user };
            (await line.SendAsync(item)).ShouldBe(200);
        }
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.Select(item => item.GetProperty("dialog_id").GetString()).ShouldBe(["Cgroup"]);
    }

    [Theory]
    [InlineData("\"a\\u0000b\"", "a\uFFFDb")]
    [InlineData("\"a\\ud800b\"", "a\uFFFDb")]
    [InlineData("\"\\ud83d\\ude00\"", "\U0001F600")]
    public async Task What_a_customer_wrote_is_never_refused(string json, string kept)
    {
        var body = $$$"""{"events":[{"type":"message","webhookEventId":"1","source":{"type":"user","userId":"Ua"},"message":{"type":"text","id":"1","text":{{{json}}}}}]}""";
        await PostRawAsync(Encoding.UTF8.GetBytes(body));
        var id = (await server.Admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("id");
        (await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Result[0].GetProperty("text").GetString().ShouldBe(kept);
    }

    [Fact]
    public async Task Whatever_else_is_signed_is_kept_and_answered_200()
    {
        foreach (var body in (byte[][])["nonsense"u8.ToArray(), [0xff, 0xfe], "[]"u8.ToArray(), """{"events":[{"type":"brandNew","x":1}]}"""u8.ToArray(), """{"events":[7,null,"x"]}"""u8.ToArray()])
            await PostRawAsync(body);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM received WHERE raw <> ''"))).ShouldBeGreaterThanOrEqualTo(5);
    }

    private async Task PostRawAsync(byte[] body)
    {
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestServer.LineSecret), body));
        using var answer = await server.Http.SendAsync(FakeLine.Webhook(line.Hook, signature, body));
        ((int)answer.StatusCode).ShouldBe(200);
    }
}
