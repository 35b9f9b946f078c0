using Confab.Channels;
using Confab.Conversations;

namespace Confab.Tests.Conversations;

/// <summary>Lists by last message, and what an inbox shows of a conversation.</summary>
public sealed class InboxTests : IAsyncLifetime
{
    private TestServer server = null!;
    private LineAccount line = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        line = await server.AddLineAccountAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_newest_message_comes_first_and_the_published_order_stays_where_nobody_asks()
    {
        var (ann, bob) = (await SayAsync("Uann", "one"), await SayAsync("Ubob", "two"));
        await SayAsync("Uann", "three");
        (await IdsAsync("order=last_message")).ShouldBe([ann, bob]);
        (await IdsAsync("state=open")).ShouldBe([ann, bob]);
        (await IdsAsync("")).ShouldBe([bob, ann]);
        (await IdsAsync("type=line")).ShouldBe([bob, ann]);
        var first = (await server.Admin.GetAsync("/v1.0/conversations?order=last_message&page_size=1")).Ok();
        first["next_page_token"].ShouldBe(first.Result[0].GetProperty("tm_last_message").GetString());
        (await IdsAsync($"order=last_message&page_token={first["next_page_token"]}")).ShouldBe([bob]);
    }

    [Fact]
    public async Task The_lists_follow_the_conversations_whatever_writes_them()
    {
        var (ann, bob) = (await SayAsync("Uann", "one"), await SayAsync("Ubob", "two"));
        var (ownerId, _) = await server.AddAgentAsync();
        await WriteAsync("tm_last_message = tm_last_message + 3600000000", ann);
        (await IdsAsync("order=last_message")).ShouldBe([ann, bob]);
        await WriteAsync("state = 'closed'", ann);
        (await IdsAsync("state=closed")).ShouldBe([ann]);
        await WriteAsync("owner_id = @ownerId", ann);
        (await IdsAsync("assigned=true")).ShouldBe([ann]);
        (await IdsAsync("assigned=false")).ShouldBe([bob]);
        await WriteAsync("tm_delete = tm_create", ann);
        (await IdsAsync("order=last_message")).ShouldBe([bob]);
        await WriteAsync($"tm_delete = {Timestamp.NeverSql}", ann);
        (await IdsAsync("order=last_message")).ShouldBe([ann, bob]);

        async Task WriteAsync(string what, string id) =>
            (await server.Db.WriteAsync(unit => unit.ExecuteAsync($"UPDATE conversations SET {what} WHERE id = @id", new { id = Guid.Parse(id), ownerId = Guid.Parse(ownerId) }))).ShouldBe(1);
    }

    [Fact]
    public async Task Every_combination_of_filters_lists_what_it_says_page_by_page()
    {
        var (ownerId, _) = await server.AddAgentAsync();
        var tag = (await server.Admin.PostAsync("/v1.0/tags", new { name = "vip" })).Ok().Id;
        var made = new List<Made>();
        for (var i = 0; i < 24; i++)
        {
            var id = i % 2 == 0 ? await SayAsync($"U{i}", "hello") : (await SmsAsync($"+1555019{i:0000}", "hello"));
            var (owned, state, tagged) = (i % 3 == 0, Conversation.States[i / 2 % 3], i % 4 < 2);
            if (owned)
                (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = ownerId })).Ok();
            if (tagged)
                (await server.Admin.PutAsync($"/v1.0/conversations/{id}/labels", new { label_ids = new[] { tag } })).Ok();
            if (state != Conversation.Open)
                (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state, snoozed_until = "2090-01-01" })).Ok();
            made.Add(new Made(id, i % 2 == 0 ? "line" : "message", owned, state, tagged));
        }
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        var spoken = (await server.Admin.GetAsync("/v1.0/conversations")).Ok().Result.ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("tm_last_message").GetString()!);
        made = [.. made.OrderByDescending(it => spoken[it.Id], StringComparer.Ordinal)];
        foreach (var type in (string[])["", "line", "message", "email"])
            foreach (var assigned in (string[])["", "true", "false"])
                foreach (var state in (string[])["", .. Conversation.States])
                    foreach (var tagId in (string[])["", tag])
                        foreach (var owner in (string[])["", ownerId, $"{Guid.Empty}"])
                        {
                            var expected = made.Where(it => (type.Length == 0 || it.Type == type) && (assigned.Length == 0 || it.Owned == (assigned == "true")) && (state.Length == 0 || it.State == state)
                                && (tagId.Length == 0 || it.Tagged) && (owner.Length == 0 || it.Owned == (owner == ownerId))).Select(it => it.Id).ToList();
                            var asked = $"order=last_message&type={type}&assigned={assigned}&state={state}&label_id={tagId}&owner_id={owner}";
                            (await IdsAsync($"{asked}&page_size=5", walk: true)).ShouldBe(expected, asked);
                        }
    }

    [Fact]
    public async Task What_cannot_be_combined_and_what_is_none_is_refused_and_named()
    {
        foreach (var (asked, field) in ((string, string)[])
            [("state=done", "state"), ("assigned=maybe", "assigned"), ("label_id=x", "label_id"), ("order=name", "order"), ($"query={new string('x', 256)}", "query"),
             ("state=open&order=created", "order"), ("state=open&dialog_id=U1", "dialog_id"), ($"order=last_message&account_id={line.Id}", "account_id"), ("query=x&deleted=true", "deleted")])
        {
            var answer = await server.Admin.GetAsync($"/v1.0/conversations?{asked}");
            answer.Status.ShouldBe(400, answer.Text);
            answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(field);
        }
    }

    [Fact]
    public async Task An_agent_narrows_its_own_list_and_no_other()
    {
        var (ownerId, owner) = await server.AddAgentAsync();
        var (mine, other) = (await SayAsync("Umine", "hello"), await SayAsync("Uother", "hello"));
        (await server.Admin.PutAsync($"/v1.0/conversations/{mine}", new { owner_id = ownerId })).Ok();
        (await owner.GetAsync("/v1.0/service_agents/conversations?state=open")).Ok().Result.Select(row => row.GetProperty("id").GetString()).ShouldBe([mine]);
        (await owner.GetAsync($"/v1.0/conversations?owner_id={ownerId}&state=open&type=line")).Ok().Result.Length.ShouldBe(1);
        (await owner.GetAsync("/v1.0/conversations?state=open")).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.GetAsync("/v1.0/service_agents/conversations?assigned=false")).Ok().Result.Select(row => row.GetProperty("id").GetString()).ShouldBe([other]);
    }

    [Fact]
    public async Task A_row_shows_its_last_message_and_how_many_nobody_has_read()
    {
        var id = await SayAsync("Uann", new string('x', 159) + "😀!");
        await SayAsync("Uann", "two");
        var row = (await server.Admin.GetAsync($"/v1.0/conversations/{id}")).Ok().Json;
        row.GetProperty("unread").GetInt32().ShouldBe(2);
        var last = row.GetProperty("last_message");
        (last.GetProperty("text").GetString(), last.GetProperty("direction").GetString(), last.GetProperty("media_count").GetInt32(), last.GetProperty("sender_type").GetString()).ShouldBe(("two", "incoming", 0, "peer"));
        last.GetProperty("tm_create").GetString().ShouldBe((await server.Admin.GetAsync($"/v1.0/conversations/{id}/messages")).Result[0].GetProperty("tm_create").GetString());

        (await server.Admin.PostAsync($"/v1.0/conversations/{id}/read")).Ok()["unread"].ShouldBe("0");
        (await server.Admin.GetAsync($"/v1.0/conversations/{id}"))["unread"].ShouldBe("0");
        await SayAsync("Uann", "three");
        (await server.Admin.PostAsync($"/v1.0/conversations/{id}/messages", new { text = "an answer" })).Ok();
        row = (await server.Admin.GetAsync($"/v1.0/conversations/{id}")).Ok().Json;
        row.GetProperty("unread").GetInt32().ShouldBe(0);
        row.GetProperty("last_message").GetProperty("sender_type").GetString().ShouldBe("accesskey");
    }

    [Fact]
    public async Task Who_looks_on_is_told_of_what_is_read_once_and_no_webhook_is()
    {
        await server.SetWebhookAsync();
        var (ownerId, owner) = await server.AddAgentAsync();
        var id = await SayAsync("Uann", "hello");
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = ownerId })).Ok();
        (await owner.PostAsync($"/v1.0/service_agents/conversations/{id}/read")).Ok();
        (await owner.PostAsync($"/v1.0/service_agents/conversations/{id}/read")).Ok();
        await SayAsync("Uann", "more");
        await server.Receiver.WaitForAsync(told => told.Type == "conversation_message_created" && (string?)told.Data["text"] == "more");
        server.Receiver.Events.ShouldNotContain(told => told.Type == "conversation_read");
        var read = (await server.Admin.GetAsync("/v1.0/events?after=&type=conversation_read")).Ok().Result.ShouldHaveSingleItem().GetProperty("data");
        (read.GetProperty("id").GetString(), read.GetProperty("unread").GetInt32(), read.GetProperty("owner_id").GetString()).ShouldBe((id, 0, ownerId));
    }

    [Fact]
    public async Task A_flows_answer_reads_nothing()
    {
        var answering = await server.AddLineAccountAsync(await server.AddAnswerFlowAsync());
        var id = (await answering.SayAsync("Uflow", "hello")).GetProperty("id").GetString();
        var row = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{id}"), found => found.Json.GetProperty("last_message").GetProperty("sender_type").GetString() == "flow");
        row["unread"].ShouldBe("1");
    }

    [Fact]
    public void A_preview_ends_between_letters()
    {
        LastMessage.Of("peer", new string('x', 159) + "😀!", 0).Text.ShouldBe(new string('x', 159));
        LastMessage.Of("peer", new string('x', 158) + "😀!", 0).Text.ShouldBe(new string('x', 158) + "😀");
    }

    [Fact]
    public async Task What_was_closed_or_put_aside_opens_with_the_next_message_and_each_change_is_told()
    {
        await server.SetWebhookAsync();
        var id = await SayAsync("Uann", "hello");
        foreach (var (how, state) in ((string, string)[])[("close", "closed"), ("snooze", "snoozed")])
        {
            (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state, snoozed_until = "2090-01-01T00:00:00Z" })).Ok()["state"].ShouldBe(state);
            await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["state"] == state);
            await SayAsync("Uann", how);
            var open = (await server.Admin.GetAsync($"/v1.0/conversations/{id}")).Ok().Json;
            (open.GetProperty("state").GetString(), open.GetProperty("snoozed_until").GetString()).ShouldBe(("open", "9999-01-01 00:00:00.000000"));
        }
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state = "open" })).Ok();
        await server.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "snooze");
        server.Receiver.Events.Count(told => told.Type == "conversation_updated").ShouldBe(4);
    }

    [Fact]
    public async Task What_was_put_aside_opens_when_its_time_has_come_unless_it_was_put_aside_for_longer()
    {
        var (soon, longer) = (await SayAsync("Usoon", "hello"), await SayAsync("Ulonger", "hello"));
        foreach (var id in (string[])[soon, longer])
            (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state = "snoozed", snoozed_until = $"{Timestamp.From(DateTimeOffset.UtcNow) + TimeSpan.FromSeconds(1)}" })).Ok();
        (await server.Admin.PutAsync($"/v1.0/conversations/{longer}/state", new { state = "snoozed", snoozed_until = "2090-01-01" })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{soon}"), found => found["state"] == "open");
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'chore' AND lane LIKE 'snooze/%'")), jobs => jobs == 1);
        (await server.Admin.GetAsync($"/v1.0/conversations/{longer}"))["state"].ShouldBe("snoozed");
        foreach (var until in (object?[])[null, "yesterday", "2020-01-01", 7, "9999-01-01"])
            (await server.Admin.PutAsync($"/v1.0/conversations/{soon}/state", new { state = "snoozed", snoozed_until = until })).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Labels_are_tags_of_the_customer_each_once()
    {
        var id = await SayAsync("Uann", "hello");
        var (vip, foreign) = ((await server.Admin.PostAsync("/v1.0/tags", new { name = "vip" })).Ok().Id, (await (await server.AddCustomerAsync()).PostAsync("/v1.0/tags", new { name = "x" })).Ok().Id);
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/labels", new { label_ids = new[] { vip, vip } })).Ok().Json.GetProperty("label_ids").GetRawText().ShouldBe($"[\"{vip}\"]");
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/labels", new { label_ids = new[] { vip, foreign } })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/labels", new { })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");
        (await IdsAsync($"label_id={vip}")).ShouldBe([id]);
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/labels", new { label_ids = Array.Empty<string>() })).Ok();
        (await IdsAsync($"label_id={vip}")).ShouldBeEmpty();
    }

    [Fact]
    public void The_list_knows_every_type_that_a_channel_makes() =>
        server.Services.GetRequiredService<ChannelList>().ConversationTypes.ShouldBe(["line", "message", "email", "whatsapp", "webchat"], ignoreOrder: true);

    private async Task<string> SayAsync(string who, string text) => (await line.SayAsync(who, text)).GetProperty("id").GetString()!;

    private async Task<string> SmsAsync(string from, string text)
    {
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from, to = FirstStart.SandboxNumber, text })).Ok();
        return (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(from)}")).Ok().Result[0].GetProperty("id").GetString()!;
    }

    private async Task<List<string>> IdsAsync(string asked, bool walk = false)
    {
        var ids = new List<string>();
        for (var token = ""; ;)
        {
            var page = (await server.Admin.GetAsync($"/v1.0/conversations?{asked}{(token.Length == 0 ? "" : $"&page_token={token}")}")).Ok();
            ids.AddRange(page.Result.Select(row => row.GetProperty("id").GetString()!));
            token = page["next_page_token"];
            if (!walk || token.Length == 0)
                return ids;
        }
    }

    private sealed record Made(string Id, string Type, bool Owned, string State, bool Tagged);
}
