using Confab.Store;

namespace Confab.Tests.Webchat;

/// <summary>Web chat as a channel: what a visitor says comes in as from any provider, what we say is there for the visitor.</summary>
public sealed class WebchatTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_visitors_message_makes_a_conversation_with_its_events_and_is_answered_by_the_flow()
    {
        await server.SetWebhookAsync();
        var site = await MakeAsync(message: await server.AddAnswerFlowAsync("We are on it"));
        var session = await site.BeginAsync();
        Guid.Parse(session).Version.ShouldBe(4);
        var said = (await site.SayAsync(session, "Hello, <b>you</b>")).Ok();
        said["direction"].ShouldBe("inbound");
        said["status"].ShouldBe("delivered");
        said["widget_id"].ShouldBe(site.WidgetId);
        said["sender_id"].ShouldBe(Guid.Empty.ToString());
        said["text"].ShouldBe("Hello, <b>you</b>");
        await Poll.UntilAsync(() => site.SeenAsync(session), seen => seen.SequenceEqual(["inbound Hello, <b>you</b>", "outbound We are on it"]));

        var conversation = await site.ConversationAsync(session);
        conversation.GetProperty("type").GetString().ShouldBe("webchat");
        conversation.GetProperty("name").GetString().ShouldBe("Webchat · Unknown");
        conversation.GetProperty("detail").GetString().ShouldBe("Webchat conversation");
        conversation.GetProperty("account_id").GetString().ShouldBe(site.WidgetId);
        conversation.GetProperty("self").GetProperty("type").GetString().ShouldBe("webchat");
        conversation.GetProperty("self").GetProperty("target").GetString().ShouldBe(site.WidgetId);
        conversation.GetProperty("peer").GetProperty("type").GetString().ShouldBe("web_session");
        conversation.GetProperty("peer").GetProperty("target").GetString().ShouldBe(session);
        var id = conversation.GetProperty("id").GetString();
        var messages = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{id}/messages"), page => page.Result.Length == 2 && page.Result[0].GetProperty("status").GetString() == "done");
        messages.Result[0].GetProperty("delivery").GetProperty("status").GetString().ShouldBe("sent");
        messages.Result[1].GetProperty("id").GetString().ShouldBe(said.Id);
        messages.Result[1].GetProperty("reference_id").GetString().ShouldBe(session);
        await server.Receiver.WaitForAsync(it => it.Type == "webchat_message_created" && it.Data!["direction"]!.GetValue<string>() == "outbound");
        var types = server.Receiver.Events.Where(it => it.Type.StartsWith("conversation", StringComparison.Ordinal) || it.Type.StartsWith("webchat", StringComparison.Ordinal)).Select(it => it.Type).Take(3);
        types.ShouldBe(["conversation_created", "conversation_message_created", "webchat_message_created"]);
    }

    [Fact]
    public async Task An_owned_conversation_starts_no_flow_and_the_agents_answer_is_there_at_once_live_with_the_agents_id()
    {
        var site = await MakeAsync(message: await server.AddAnswerFlowAsync("Nobody is here"));
        var session = await site.BeginAsync();
        (await site.SayAsync(session, "one")).Ok();
        await Poll.UntilAsync(() => site.SeenAsync(session), seen => seen.Count == 2);
        var id = (await site.ConversationAsync(session)).GetProperty("id").GetString();
        var (agentId, agent) = await server.AddAgentAsync(32);
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = agentId })).Ok();
        await using var live = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
        await live.SubscribeAfterAsync("", $"session_id:{session}:webchat");
        (await live.NextTypesAsync(2)).ShouldBe(["webchat_message_created", "webchat_message_created"]);
        (await site.SayAsync(session, "two")).Ok();
        (await live.NextAsync()).GetProperty("data").GetProperty("text").GetString().ShouldBe("two");
        var sent = (await agent.PostAsync($"/v1.0/conversations/{id}/messages", new { text = "I am Ann" })).Ok();
        var told = await live.NextAsync();
        told.GetProperty("data").GetProperty("id").GetString().ShouldBe(sent.Id);
        told.GetProperty("data").GetProperty("sender_id").GetString().ShouldBe(agentId);
        (await site.SeenAsync(session)).ShouldBe(["inbound one", "outbound Nobody is here", "inbound two", "outbound I am Ann"]);
    }

    [Fact]
    public async Task The_session_flow_runs_once_as_the_session_begins_and_can_greet()
    {
        var site = await MakeAsync(session: await server.AddAnswerFlowAsync("Welcome, ${voipbin.conversation.peer.target}${voipbin.conversation_message.text}"));
        var session = await site.BeginAsync();
        await Poll.UntilAsync(() => site.SeenAsync(session), seen => seen.Count == 1);
        (await site.SayAsync(session, "hi")).Ok();
        (await site.SeenAsync(session)).ShouldBe([$"outbound Welcome, {session}", "inbound hi"]);
        var flows = (await server.Admin.GetAsync("/v1.0/activeflows")).Ok().Result;
        flows.Length.ShouldBe(1);
        flows[0].GetProperty("reference_id").GetString().ShouldBe((await site.ConversationAsync(session)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_same_key_twice_is_one_message_and_another_text_under_it_is_refused()
    {
        var site = await MakeAsync(message: await server.AddAnswerFlowAsync("ok"));
        var session = await site.BeginAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.SayAsync(session, "once", "key-1")));
        all.Select(answer => answer.Ok().Id).Distinct().Count().ShouldBe(1);
        var again = (await site.SayAsync(session, "once", "key-1")).Ok();
        again.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await site.SayAsync(session, "other", "key-1")).ShouldFail(409, "IDEMPOTENCY_KEY_REUSED");
        (await site.SayAsync(session, "x", new string('k', 101))).ShouldFail(400, "INVALID_ARGUMENT");
        (await site.SayAsync(await site.BeginAsync(), "once", "key-1")).Ok().Id.ShouldNotBe(again.Id);
        await Poll.UntilAsync(() => site.SeenAsync(session), seen => seen.SequenceEqual(["inbound once", "outbound ok"]));
        (await server.Admin.GetAsync("/v1.0/activeflows")).Ok().Result.Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_admin_sends_into_a_session_in_which_nobody_has_spoken_and_repeats_it_by_key()
    {
        var site = await MakeAsync();
        var session = await site.BeginAsync();
        var sent = (await server.Admin.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "outbound", text = "Can I help?" }, ("Idempotency-Key", "k"))).Ok();
        sent["direction"].ShouldBe("outbound");
        sent["status"].ShouldBe("sent");
        (await server.Admin.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "outbound", text = "Can I help?" }, ("Idempotency-Key", "k"))).Ok().Id.ShouldBe(sent.Id);
        (await site.SeenAsync(session)).ShouldBe(["outbound Can I help?"]);
        (await server.Admin.GetAsync($"/v1.0/webchat_messages/{sent.Id}")).Ok()["text"].ShouldBe("Can I help?");
        (await server.Admin.DeleteAsync($"/v1.0/webchat_messages/{sent.Id}")).Ok()["tm_delete"].ShouldNotStartWith("9999");
        (await site.SeenAsync(session)).ShouldBeEmpty();
        (await server.Admin.GetAsync($"/v1.0/webchat_messages/{sent.Id}")).ShouldFail(404, "WEBCHAT_MESSAGE_NOT_FOUND");
        (await server.Admin.PostAsync("/v1.0/webchat_messages", new { session_id = Guid.NewGuid(), direction = "outbound", text = "x" })).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
        (await server.Admin.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "outbound", text = "" })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");
        (await server.Admin.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "up", text = "x" })).ShouldFail(400, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task Pictures_and_files_go_to_the_visitor_with_addresses_that_need_no_credential_once()
    {
        var site = await MakeAsync();
        var session = await site.BeginAsync();
        (await site.SayAsync(session, "hello")).Ok();
        var path = $"/v1.0/conversations/{(await site.ConversationAsync(session)).GetProperty("id")}/messages";
        var media = (await server.UploadAsync(Pictures.Png(7, 8), "cat.png", "image/png")).Ok();
        (await server.Admin.PostAsync(path, new { text = "look", medias = new object[] { new { id = media.Id }, new { type = "file", url = "https://e.com/a.pdf", filename = "a.pdf" } } }, ("Idempotency-Key", "k"))).Ok();
        (await server.Admin.PostAsync(path, new { text = "look", medias = new object[] { new { id = media.Id }, new { type = "file", url = "https://e.com/a.pdf", filename = "a.pdf" } } }, ("Idempotency-Key", "k"))).Ok();
        (await server.Admin.PostAsync(path, new { text = "", medias = new[] { new { type = "location", latitude = 1, longitude = 2 } } })).ShouldFail(400, "INVALID_ARGUMENT");
        await Poll.UntilAsync(() => site.SeenAsync(session), seen => seen.SequenceEqual(["inbound hello", "outbound look"]));
        var shown = (await site.Visitor.GetAsync($"/v1.0/webchat_messages?session_id={session}")).Ok().Result[0].GetProperty("medias");
        shown.EnumerateArray().Select(item => $"{item.GetProperty("type")} {item.GetProperty("filename")} {item.GetProperty("url")}").ShouldBe([$"image cat.png {media["url"]}", "file a.pdf https://e.com/a.pdf"]);
        (await new HttpClient().GetAsync(media["url"])).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), page => page.Result[0].GetProperty("delivery").GetProperty("status").GetString() == "sent");
    }

    [Fact]
    public async Task An_ended_session_takes_nothing_more_from_either_side_and_says_so()
    {
        await server.SetWebhookAsync();
        var site = await MakeAsync();
        var session = await site.BeginAsync();
        (await site.SayAsync(session, "hello", "k")).Ok();
        var id = (await site.ConversationAsync(session)).GetProperty("id").GetString();
        var ended = (await site.Visitor.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok();
        ended["status"].ShouldBe("ended");
        ended["tm_end"].ShouldNotStartWith("9999");
        (await site.Visitor.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok()["tm_end"].ShouldBe(ended["tm_end"]);
        (await site.SayAsync(session, "anybody?")).ShouldFail(409, "STATE_INVALID");
        (await site.SayAsync(session, "hello", "k")).Ok();
        (await server.Admin.PostAsync($"/v1.0/conversations/{id}/messages", new { text = "hi" })).ShouldFail(409, "STATE_INVALID");
        (await server.Admin.PostAsync("/v1.0/webchat_messages", new { session_id = session, direction = "outbound", text = "hi" })).ShouldFail(409, "STATE_INVALID");
        (await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Ok().Result.Length.ShouldBe(1);
        (await site.SeenAsync(session)).ShouldBe(["inbound hello"]);
        await server.Receiver.WaitForAsync(it => it.Type == "webchat_session_ended" && it.Data!["id"]!.GetValue<string>() == session);
        server.Receiver.Events.Count(it => it.Type == "webchat_session_ended").ShouldBe(1);

        var (other, otherSession) = (await MakeAsync(message: await server.AddAnswerFlowAsync("late")), "");
        otherSession = await other.BeginAsync();
        (await server.Admin.DeleteAsync($"/v1.0/webchat_sessions/{otherSession}")).Ok()["status"].ShouldBe("ended");
        (await other.Visitor.GetAsync($"/v1.0/webchat_sessions/{otherSession}")).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
        (await other.SayAsync(otherSession, "x")).ShouldFail(404, "WEBCHAT_SESSION_NOT_FOUND");
    }

    [Fact]
    public async Task A_flow_that_speaks_into_an_ended_session_ends_with_the_reason_and_leaves_no_trace()
    {
        var flow = await server.AddFlowAsync(new { type = "block" }, new { type = "conversation_send", option = new { text = "late" } });
        var site = await MakeAsync(message: flow);
        var session = await site.BeginAsync();
        (await site.SayAsync(session, "hello")).Ok();
        var running = (await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/activeflows"), found => found.Result.Length == 1 && found.Result[0].GetProperty("executed_actions").GetArrayLength() == 1)).Result[0].GetProperty("id").GetString();
        (await site.Visitor.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok();
        (await server.Admin.PostAsync($"/v1.0/activeflows/{running}/continue", new { })).Ok();
        var ended = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{running}"), found => found["status"] == "ended");
        ended.Json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("ended");
        (await site.SeenAsync(session)).ShouldBe(["inbound hello"]);
        var id = (await site.ConversationAsync(session)).GetProperty("id").GetString();
        (await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Ok().Result.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Sessions_that_are_idle_for_their_widgets_time_end_once_and_others_go_on()
    {
        await server.SetWebhookAsync();
        var site = await MakeAsync();
        var (idle, busy, gone) = (await site.BeginAsync(), await site.BeginAsync(), await MakeAsync());
        var orphan = await gone.BeginAsync();
        (await server.Admin.DeleteAsync($"/v1.0/webchat_widgets/{gone.WidgetId}")).Ok();
        foreach (var session in (string[])[idle, busy])
            await server.Db.WriteAsync(unit => unit.Write("UPDATE webchat_sessions SET tm_last_activity = @old WHERE id = @id", new { old = unit.Now + TimeSpan.FromSeconds(-1801), id = Guid.Parse(session) }));
        (await site.SayAsync(busy, "still here")).Ok();
        await server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Wake(unit, Chores.JobKind, "webchat_sessions"));
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webchat_sessions/{idle}"), found => found["status"] == "ended");
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webchat_sessions/{orphan}"), found => found["status"] == "ended");
        (await server.Admin.GetAsync($"/v1.0/webchat_sessions/{busy}")).Ok()["status"].ShouldBe("active");
        await server.Receiver.WaitForAsync(it => it.Type == "webchat_session_ended" && it.Data!["id"]!.GetValue<string>() == idle);
        await server.Receiver.WaitForAsync(it => it.Type == "webchat_session_ended" && it.Data!["id"]!.GetValue<string>() == orphan);
    }

    [Fact]
    public async Task Many_visitors_at_once_each_get_their_own_answers_once()
    {
        var site = await MakeAsync(session: await server.AddAnswerFlowAsync("Welcome"), message: await server.AddAnswerFlowAsync("You said: ${voipbin.conversation_message.text}"));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            var session = await site.BeginAsync();
            await using var live = await LiveClient.ConnectAsync(server.Url, site.Visitor.Credential);
            await live.SubscribeAfterAsync("", $"session_id:{session}:webchat");
            for (var i = 0; i < 3; i++)
                (await site.SayAsync(session, $"{number} {i}", $"k{i}")).Ok();
            var texts = new List<string>();
            while (texts.Count < 7)
                texts.Add((await live.NextAsync()).GetProperty("data").GetProperty("text").GetString()!);
            texts.Order(StringComparer.Ordinal).ShouldBe([.. ((string[])["Welcome", .. Enumerable.Range(0, 3).SelectMany(i => (string[])[$"{number} {i}", $"You said: {number} {i}"])]).Order(StringComparer.Ordinal)]);
            texts.Where(text => text.StartsWith("You", StringComparison.Ordinal)).ShouldBe([.. Enumerable.Range(0, 3).Select(i => $"You said: {number} {i}")]);
            (await site.SeenAsync(session)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ShouldBe(texts);
        }));
    }

    [Fact]
    public async Task A_widget_is_no_account_and_its_hook_is_nobodys()
    {
        var site = await MakeAsync();
        (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Ok().Text.ShouldNotContain(site.WidgetId);
        (await server.Admin.GetAsync($"/v1.0/conversation_accounts/{site.WidgetId}")).ShouldFail(404, "ACCOUNT_NOT_FOUND");
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{site.WidgetId}")).ShouldFail(404, "ACCOUNT_NOT_FOUND");
        (await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "webchat", name = "x" })).ShouldFail(400, "INVALID_ARGUMENT");
        (await new ApiClient(server.Http, null).PostAsync($"/v1.0/conversation/accounts/{site.WidgetId}", new { text = "x" })).ShouldFail(404, "ACCOUNT_NOT_FOUND");
    }

    [Fact]
    public async Task The_script_is_small_kept_by_browsers_and_takes_part_in_pages_of_other_sites()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/widget.js") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await server.Http.SendAsync(request);
        var zipped = await answer.Content.ReadAsByteArrayAsync();
        (zipped.Length, answer.Content.Headers.ContentType!.MediaType).ShouldBe((zipped.Length, "text/javascript"));
        zipped.Length.ShouldBeInRange(4_000, 20_000);
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/widget.js") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        ((int)(await server.Http.SendAsync(again)).StatusCode).ShouldBe(304);
        var script = await server.Http.GetStringAsync("/widget.js");
        foreach (var dangerous in (string[])["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"])
            script.ShouldNotContain(dangerous);
    }

    private async Task<WebchatSite> MakeAsync(string message = "", string session = "") =>
        await WebchatSite.MakeAsync(server, new { name = "Help", message_flow_id = message, session_flow_id = session, allowed_origins = new[] { WebchatSite.Origin } });
}
