using System.Text.Json.Nodes;
using Confab.Demo;

namespace Confab.Tests.Messages;

/// <summary>Who is at the other end of LINE: speakers of groups, profiles, who came and went; and answers by reply token.</summary>
public sealed class LinePeerTests : IAsyncLifetime
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
    public async Task In_a_group_each_message_tells_who_wrote_it_by_name_once_that_is_known_and_is_asked_for_once()
    {
        (server.Line.Profiles["Uann"], server.Line.Profiles["Ubob"], server.Line.Groups["Cone"]) = ("Ann", "Bob", "Friends");
        (await line.SendAsync(InGroup("Uann", "one"))).ShouldBe(200);
        var conversation = await Poll.UntilAsync(() => ConversationAsync("Cone"), found => found.GetProperty("name").GetString() == "LINE · Friends");
        var path = $"/v1.0/conversations/{conversation.GetProperty("id")}/messages";
        await Poll.UntilAsync(() => SourcesAsync(path), sources => sources is ["Uann Ann"]);
        (await line.SendAsync(InGroup("Ubob", "two"), InGroup("Uann", "three"))).ShouldBe(200);
        await Poll.UntilAsync(() => SourcesAsync(path), sources => sources is ["Uann Ann", "Ubob Bob", "Uann Ann"]);
        server.Line.Asked["GET /v2/bot/group/Cone/member/Uann"].ShouldBe(1);
        conversation.GetProperty("peer").GetProperty("target").GetString().ShouldBe("Cone");
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_message_updated" && (string?)told.Data["source"]!["target_name"] == "Bob");
        (await server.Admin.PostAsync(path, new { text = "hello all", medias = Array.Empty<object>() })).Ok();
        (await server.Line.WaitForPushAsync(push => push.Text == "hello all")).To.ShouldBe("Cone");
    }

    [Fact]
    public async Task Who_is_not_known_to_line_or_writes_without_an_id_has_the_name_of_nobody()
    {
        var nameless = InGroup("Ux", "nameless");
        ((JsonObject)nameless["source"]!).Remove("userId");
        (await line.SendAsync(InGroup("Ustranger", "hm"), nameless)).ShouldBe(200);
        var path = $"/v1.0/conversations/{(await ConversationAsync("Cone")).GetProperty("id")}/messages";
        await Poll.UntilAsync(() => Task.FromResult(server.Line.Asked.ContainsKey("GET /v2/bot/group/Cone/member/Ustranger")), asked => asked);
        (await SourcesAsync(path)).ShouldBe(["Cone Unknown", "Ustranger Unknown"]);
    }

    [Fact]
    public async Task Who_blocks_us_or_has_us_leave_is_shown_on_the_conversation_and_old_news_change_nothing()
    {
        (await line.SendAsync(At("unfollow", "Unobody", 1))).ShouldBe(200);
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldBeEmpty();
        foreach (var (type, at, state) in ((string, long, string)[])[("follow", 10, "active"), ("unfollow", 20, "blocked"), ("follow", 15, "blocked"), ("follow", 30, "active"), ("unfollow", 25, "active")])
        {
            (await line.SendAsync(At(type, "Ualice", at))).ShouldBe(200);
            (await ConversationAsync("Ualice")).GetProperty("peer_state").GetString().ShouldBe(state, $"{type} {at}");
        }
        (await line.SendAsync(At("unfollow", "Ualice", 40))).ShouldBe(200);
        (await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["peer_state"] == "blocked")).Data["dialog_id"]!.ToString().ShouldBe("Ualice");
        var conversation = (await ConversationAsync("Ualice")).GetProperty("id");
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "still tried", medias = Array.Empty<object>() })).Ok();
        await server.Line.WaitForPushAsync(push => push.Text == "still tried");

        foreach (var (type, state) in ((string, string)[])[("join", "active"), ("leave", "left")])
        {
            var item = At(type, "Cone", type == "join" ? 1 : 2);
            item["source"] = new JsonObject { ["type"] = "group", ["groupId"] = "Cone" };
            (await line.SendAsync(item)).ShouldBe(200);
            (await ConversationAsync("Cone")).GetProperty("peer_state").GetString().ShouldBe(state);
        }
    }

    [Fact]
    public async Task A_profile_is_asked_for_again_after_a_day_when_its_peer_writes_and_not_before()
    {
        server.Line.Profiles["Ualice"] = "Alice";
        await line.SayAsync("Ualice", "one");
        var known = await Poll.UntilAsync(() => ConversationAsync("Ualice"), found => found.GetProperty("peer").GetProperty("target_name").GetString() == "Alice");
        known.GetProperty("peer_picture").GetString().ShouldBe("https://profile.line-scdn.net/Alice");
        server.Line.Profiles["Ualice"] = "Alicia";
        await line.SayAsync("Ualice", "two");
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE conversations SET tm_profile = tm_profile - 86400000000"));
        await line.SayAsync("Ualice", "three");
        await line.SayAsync("Ualice", "four");
        (await Poll.UntilAsync(() => ConversationAsync("Ualice"), found => found.GetProperty("peer_picture").GetString() == "https://profile.line-scdn.net/Alicia")).GetProperty("name").GetString().ShouldBe("LINE · Alicia");
        server.Line.Asked["GET /v2/bot/profile/Ualice"].ShouldBe(2);
    }

    [Fact]
    public async Task A_postback_is_a_message_and_what_is_said_in_standby_starts_no_flow()
    {
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { message_flow_id = await server.AddAnswerFlowAsync("for ${voipbin.conversation_message.text}") })).Ok();
        var standby = server.Line.Text("Ualice", "not for us");
        standby["mode"] = "standby";
        (await line.SendAsync(standby, FakeLine.Event("postback", "Ualice", null, new JsonObject { ["postback"] = new JsonObject { ["data"] = "size=L" } }))).ShouldBe(200);
        await server.Line.WaitForPushAsync(push => push.Text == "for size=L");
        var messages = (await server.Admin.GetAsync($"/v1.0/conversations/{(await ConversationAsync("Ualice")).GetProperty("id")}/messages")).Result;
        messages.Select(message => message.GetProperty("text").GetString()).ShouldContain("not for us");
        messages.Single(message => message.GetProperty("text").GetString() == "size=L").GetProperty("medias")[0].GetProperty("data").GetString().ShouldBe("size=L");
        server.Line.Pushes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Answers_go_by_reply_token_where_the_account_asks_for_it_once_and_only_while_it_is_fresh()
    {
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { provider_data = new { use_reply_token = true } })).Ok()["provider_data"].ShouldBe("""{"use_reply_token":"true"}""");
        var path = $"/v1.0/conversations/{await SayWithTokenAsync("t1")}/messages";
        foreach (var text in (string[])["first", "second"])
            (await server.Admin.PostAsync(path, new { text, medias = Array.Empty<object>() })).Ok();
        (await server.Line.WaitForPushAsync(push => push.Text == "first")).ReplyToken.ShouldBe("t1");
        (await server.Line.WaitForPushAsync(push => push.Text == "second")).ReplyToken.ShouldBe("");
        await SayWithTokenAsync("t2");
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE conversations SET tm_reply_token = tm_reply_token - 60000000"));
        (await server.Admin.PostAsync(path, new { text = "late", medias = Array.Empty<object>() })).Ok();
        (await server.Line.WaitForPushAsync(push => push.Text == "late")).ReplyToken.ShouldBe("");
    }

    [Fact]
    public async Task A_reply_whose_end_nobody_knows_is_failed_and_not_repeated()
    {
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { provider_data = new { use_reply_token = true } })).Ok();
        var path = $"/v1.0/conversations/{await SayWithTokenAsync("t1")}/messages";
        server.Line.Intercept = http =>
        {
            var isReply = http.Request.Path.Value!.EndsWith("reply", StringComparison.Ordinal);
            if (isReply)
                http.Abort();
            return Task.FromResult(isReply);
        };
        var sent = (await server.Admin.PostAsync(path, new { text = "who knows", medias = Array.Empty<object>() })).Ok();
        (await server.Receiver.WaitForAsync(told => told.Type == "conversation_message_updated" && (string?)told.Data["id"] == sent.Id)).Data["delivery"]!["error_code"]!.ToString().ShouldBe("outcome_unknown");
        server.Line.Pushes.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outage_of_ten_minutes_loses_nothing_doubles_nothing_and_keeps_the_order()
    {
        var path = $"/v1.0/conversations/{(await line.SayAsync("Ualice", "hello")).GetProperty("id")}/messages";
        var accepted = 0;
        server.Line.Intercept = async http =>
        {
            if (http.Request.Method == "POST" && Interlocked.Increment(ref accepted) == 1)
            {
                using var copy = new HttpRequestMessage(HttpMethod.Post, server.Line.Address + http.Request.Path) { Content = new StreamContent(http.Request.Body) };
                copy.Content.Headers.ContentType = new("application/json");
                foreach (var name in (string[])["X-Line-Retry-Key", "Authorization"])
                    copy.Headers.TryAddWithoutValidation(name, http.Request.Headers[name].ToString());
                Interlocked.Exchange(ref accepted, -1000);
                (await server.Http.SendAsync(copy)).EnsureSuccessStatusCode();
                Interlocked.Exchange(ref accepted, 1);
            }
            if (accepted < 0)
                return false;
            http.Response.StatusCode = 503;
            return true;
        };
        foreach (var i in Enumerable.Range(0, 5))
            (await server.Admin.PostAsync(path, new { text = $"text {i}", medias = Array.Empty<object>() })).Ok();
        await server.Line.WaitAsync(() => server.Line.Tries.Count >= 3);
        await line.SayAsync("Ualice", "in the meantime");
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE messages SET tm_create = tm_create - 600000000 WHERE direction = 'outgoing'"));
        server.Line.Intercept = null;
        await server.Line.WaitAsync(() => server.Line.Pushes.Count == 5, TimeSpan.FromSeconds(60));
        server.Line.Pushes.Select(push => push.Text).ShouldBe(Enumerable.Range(0, 5).Select(i => $"text {i}"));
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), page => page.Result.Length == 7 && page.Result.All(message => message.GetProperty("status").GetString() == "done"));
        server.Line.Pushes.Count.ShouldBe(5);
    }

    private static JsonObject At(string type, string id, long seconds)
    {
        var item = FakeLine.Event(type, id);
        item["timestamp"] = 1_700_000_000_000 + seconds * 1000;
        return item;
    }

    private JsonObject InGroup(string user, string text)
    {
        var item = server.Line.Text(user, text);
        item["source"] = new JsonObject { ["type"] = "group", ["groupId"] = "Cone", ["userId"] = user };
        return item;
    }

    private async Task<JsonElement> SayWithTokenAsync(string token)
    {
        server.Line.ReplyTokens[token] = true;
        var item = server.Line.Text("Ualice", "hello");
        item["replyToken"] = token;
        (await line.SendAsync(item)).ShouldBe(200);
        return (await ConversationAsync("Ualice")).GetProperty("id");
    }

    private async Task<JsonElement> ConversationAsync(string dialogId) => (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={dialogId}")).Ok().Result[0];

    /// <summary>Who wrote each message, the newest first.</summary>
    private async Task<string[]> SourcesAsync(string path) => [.. (await server.Admin.GetAsync(path)).Result.Select(message => message.GetProperty("source"))
        .Select(source => $"{source.GetProperty("target").GetString()} {source.GetProperty("target_name").GetString()}")];
}
