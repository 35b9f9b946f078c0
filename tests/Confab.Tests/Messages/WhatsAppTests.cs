namespace Confab.Tests.Messages;

/// <summary>WhatsApp, the whole way, against a Cloud API that checks what it gets.</summary>
public sealed class WhatsAppTests : IAsyncLifetime
{
    private const string Ann = "16505551234";
    private FakeWhatsApp whatsapp = null!;
    private TestServer server = null!;
    private string hook = "";

    public async ValueTask InitializeAsync()
    {
        whatsapp = await FakeWhatsApp.StartedAsync();
        server = await TestServer.StartAsync(settings: new() { ["Confab:WhatsApp:ApiUrl"] = whatsapp.Address });
        await server.SetWebhookAsync();
        hook = (await server.Admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok()["hook_url"];
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await whatsapp.DisposeAsync();
    }

    [Fact]
    public async Task A_message_comes_in_is_answered_and_its_receipts_move_its_delivery_on_in_whatever_order_they_come()
    {
        var written = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600);
        var conversation = await SayAsync(Ann, "hello", at: written);
        (conversation.GetProperty("name").GetString(), conversation.GetProperty("detail").GetString(), conversation.GetProperty("type").GetString(), conversation.GetProperty("dialog_id").GetString())
            .ShouldBe(("WhatsApp · Ann (16505551234)", "WhatsApp conversation", "whatsapp", Ann));
        conversation.GetProperty("peer").ToString().ShouldBe("""{"type":"whatsapp","target":"16505551234","target_name":"Ann","name":"","detail":""}""");
        conversation.GetProperty("window_expires_at").GetString().ShouldBe(Timestamp.From(written.AddHours(24)).ToString());

        var sent = await SendAsync(conversation, "hello back");
        await DeliveryAsync(conversation, sent.Id, "sent");
        var asked = whatsapp.Taken.ShouldHaveSingleItem();
        (asked.To, asked.Text, asked.Mark).ShouldBe((Ann, "hello back", sent.Id));
        foreach (var status in (string[])["delivered", "sent", "read", "delivered", "read"])
            (await CallAsync(FakeWhatsApp.Statuses((asked.Id, status, null)))).ShouldBe(200);
        (await DeliveryAsync(conversation, sent.Id, "read")).GetProperty("status").GetString().ShouldBe("done");
        (await CallAsync(FakeWhatsApp.Statuses((asked.Id, "failed", 131026)))).ShouldBe(200);
        await DeliveryAsync(conversation, sent.Id, "read");

        (await CallAsync(FakeWhatsApp.Reacts(Ann, asked.Id))).ShouldBe(200);
        var reaction = (await MessagesAsync(conversation))[0];
        (reaction.GetProperty("text").GetString(), reaction.GetProperty("medias")[0].GetProperty("message_id").GetString()).ShouldBe(("👍", sent.Id));
    }

    [Fact]
    public async Task What_comes_again_changes_nothing()
    {
        var body = FakeWhatsApp.Says(Ann, "hello", "wamid.once");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => (await CallAsync(body)).ShouldBe(200)));
        var conversation = await ConversationAsync(Ann);
        var sent = await SendAsync(conversation, "hello back");
        await DeliveryAsync(conversation, sent.Id, "sent");
        var read = FakeWhatsApp.Statuses((whatsapp.Taken[0].Id, "read", null));
        for (var i = 0; i < 3; i++)
            (await CallAsync(read)).ShouldBe(200);
        await DeliveryAsync(conversation, sent.Id, "read");
        var events = await EventsAsync();
        (await CallAsync(body)).ShouldBe(200);
        (await CallAsync(read)).ShouldBe(200);
        (await EventsAsync()).ShouldBe(events);
        events.ShouldBe(["conversation_created", "conversation_message_created", "conversation_message_created", "conversation_message_updated", "conversation_message_updated"]);
    }

    [Fact]
    public async Task A_receipt_that_comes_before_the_sends_own_answer_counts()
    {
        var conversation = await SayAsync(Ann, "hello");
        whatsapp.Intercept = async http =>
        {
            var id = ((WhatsAppSent)http.Items["sent"]!).Id;
            (await CallAsync(FakeWhatsApp.Statuses((id, "sent", null), (id, "read", null), (id, "delivered", null)))).ShouldBe(200);
            return false;
        };
        var sent = await SendAsync(conversation, "fast");
        await DeliveryAsync(conversation, sent.Id, "read");
        whatsapp.Intercept = async http =>
        {
            var ask = (WhatsAppSent)http.Items["sent"]!;
            (await CallAsync(FakeWhatsApp.Marked(ask.Mark, (ask.Id, "delivered", null)))).ShouldBe(200);
            return false;
        };
        var next = await SendAsync(conversation, "faster");
        await DeliveryAsync(conversation, next.Id, "delivered");
        await whatsapp.WaitAsync(() => whatsapp.Taken.Count == 2);
        whatsapp.Tries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_receipt_of_a_message_that_is_not_ours_is_forgotten()
    {
        (await CallAsync(FakeWhatsApp.Statuses(("wamid.anothers", "read", null)))).ShouldBe(200);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE jobs SET attempt = 6, due = 0 WHERE kind = 'receipt'"));
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'receipt'")), left => left == 0);
    }

    [Fact]
    public async Task A_batch_with_mixed_statuses_tells_each_message_its_own()
    {
        var conversation = await SayAsync(Ann, "hello");
        var (first, second) = (await SendAsync(conversation, "one"), await SendAsync(conversation, "two"));
        await DeliveryAsync(conversation, first.Id, "sent");
        await DeliveryAsync(conversation, second.Id, "sent");
        var (one, two) = (whatsapp.Taken[0].Id, whatsapp.Taken[1].Id);
        (await CallAsync(FakeWhatsApp.Statuses((two, "failed", 131026), (one, "delivered", null), (two, "sent", null), (one, "read", null)))).ShouldBe(200);
        await DeliveryAsync(conversation, first.Id, "read");
        var failed = await DeliveryAsync(conversation, second.Id, "failed");
        failed.GetProperty("status").GetString().ShouldBe("failed");
        failed.GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("131026");
        failed.GetProperty("delivery").GetProperty("error_message").GetString().ShouldBe("It cannot be delivered: the number is not on WhatsApp, or cannot receive this. (Failed)");
    }

    [Fact]
    public async Task Outside_the_window_a_text_is_refused_and_nothing_is_stored_and_a_new_message_opens_it()
    {
        var conversation = await SayAsync(Ann, "long ago", at: DateTimeOffset.UtcNow.AddHours(-25));
        (await PostAsync(conversation, "too late")).ShouldFail(409, "WINDOW_CLOSED");
        (await MessagesAsync(conversation)).Length.ShouldBe(1);

        var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60);
        var open = await SayAsync(Ann, "now", at: now);
        var until = open.GetProperty("window_expires_at").GetString();
        until.ShouldBe(Timestamp.From(now.AddHours(24)).ToString());
        open.GetProperty("tm_update").GetString().ShouldBe(conversation.GetProperty("tm_update").GetString());
        (await SayAsync(Ann, "older, but later to come", at: DateTimeOffset.UtcNow.AddHours(-2))).GetProperty("window_expires_at").GetString().ShouldBe(until);
        await DeliveryAsync(open, (await SendAsync(open, "in time")).Id, "sent");
        (await EventsAsync()).ShouldNotContain("conversation_updated");

        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE conversations SET window_expires_at = 1"));
        (await PostAsync(open, "too late again")).ShouldFail(409, "WINDOW_CLOSED");
        var line = await (await server.AddLineAccountAsync()).SayAsync("Ualice", "hello");
        line.GetProperty("window_expires_at").GetString().ShouldBe(Timestamp.Never.ToString());
    }

    [Fact]
    public async Task An_answer_that_never_came_is_an_unknown_outcome_which_is_not_repeated_and_corrected_by_a_receipt()
    {
        var conversation = await SayAsync(Ann, "hello");
        whatsapp.Intercept = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        var sent = await SendAsync(conversation, "perhaps");
        (await DeliveryAsync(conversation, sent.Id, "failed")).GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("outcome_unknown");
        whatsapp.Intercept = null;
        await DeliveryAsync(conversation, (await SendAsync(conversation, "and the next goes")).Id, "sent");
        whatsapp.Tries.Select(asked => asked.Text).ShouldBe(["perhaps", "and the next goes"]);
        (await CallAsync(FakeWhatsApp.Marked(whatsapp.Tries[0].Mark, ("wamid.found", "delivered", null)))).ShouldBe(200);
        (await DeliveryAsync(conversation, sent.Id, "delivered")).GetProperty("status").GetString().ShouldBe("done");
        (await CallAsync(FakeWhatsApp.Statuses(("wamid.found", "read", null)))).ShouldBe(200);
        await DeliveryAsync(conversation, sent.Id, "read");
    }

    [Fact]
    public async Task An_outage_loses_nothing_doubles_nothing_and_keeps_the_order()
    {
        var conversations = new List<JsonElement>();
        for (var i = 0; i < 8; i++)
            conversations.Add(await SayAsync($"1650555000{i}", "hello"));
        whatsapp.Intercept = async http =>
        {
            http.Response.StatusCode = 503;
            await http.Response.WriteAsync("upstream connect error");
            return true;
        };
        foreach (var text in (string[])["one", "two", "three"])
            foreach (var conversation in conversations)
                await SendAsync(conversation, text);
        for (var minute = 0; minute < 10; minute++)
        {
            var tried = whatsapp.Tries.Count;
            await whatsapp.WaitAsync(() => whatsapp.Tries.Count > tried || minute == 0);
            await PassAsync();
        }
        whatsapp.Taken.ShouldBeEmpty();
        whatsapp.Intercept = null;
        foreach (var conversation in conversations)
            await Poll.UntilAsync(async () =>
            {
                await PassAsync();
                return await MessagesAsync(conversation);
            }, messages => messages.All(message => message.GetProperty("status").GetString() == "done"));
        whatsapp.Taken.GroupBy(sent => sent.To).Select(peer => string.Join(' ', peer.Select(sent => sent.Text))).ShouldBe(Enumerable.Repeat("one two three", 8));

        // What waits for a later moment waits no longer: so passes the time of an outage.
        Task PassAsync() => server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("UPDATE jobs SET due = 0 WHERE kind = 'send' AND lease IS NULL AND parked = 0");
            await unit.ExecuteAsync("UPDATE job_buckets SET paused_until = 0");
        });
    }

    [Fact]
    public async Task A_peer_that_is_written_to_too_fast_waits_alone()
    {
        var others = new List<JsonElement>();
        for (var i = 0; i < 6; i++)
            others.Add(await SayAsync($"1650555000{i}", "hello"));
        whatsapp.Intercept = FakeWhatsApp.Error(400, 131056, "pair rate");
        var waiting = new List<Answer>();
        foreach (var conversation in others)
            waiting.Add(await SendAsync(conversation, "wait"));
        await whatsapp.WaitAsync(() => whatsapp.Tries.Count == 6);
        whatsapp.Intercept = null;
        var ann = await SayAsync(Ann, "hello");
        await DeliveryAsync(ann, (await SendAsync(ann, "at once")).Id, "sent");
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM job_buckets"))).ShouldBe(0);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'send' AND parked = 0"))).ShouldBe(6);
    }

    [Fact]
    public async Task Forged_calls_are_refused_the_challenge_is_answered_and_without_an_app_secret_there_is_no_account()
    {
        (await FakeWhatsApp.CallAsync(server.Http, hook, FakeWhatsApp.Says(Ann, "forged"), "another secret")).ShouldBe(401);
        (await server.Http.GetAsync($"{hook}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=42")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        using var answer = await server.Http.GetAsync($"{hook}?hub.mode=subscribe&hub.verify_token={FakeWhatsApp.VerifyToken}&hub.challenge=42");
        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((System.Net.HttpStatusCode.OK, "42"));
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldBeEmpty();

        var refused = await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "whatsapp", name = "x", secret = "s", token = "t", provider_data = new { phone_number_id = "1" } });
        refused.ShouldFail(400, "INVALID_ARGUMENT");
        refused.Text.ShouldContain("provider_data.app_secret");
        var shown = (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result[0];
        shown.GetProperty("provider_data").ToString().ShouldBe($$"""{"phone_number_id":"{{FakeWhatsApp.NumberId}}"}""");
    }

    [Fact]
    public async Task A_flow_answers_what_a_person_writes_and_not_what_WhatsApp_itself_says()
    {
        var account = (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result[0].GetProperty("id").GetString();
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{account}", new { message_flow_id = await server.AddAnswerFlowAsync() })).Ok();
        (await CallAsync(FakeWhatsApp.Body(new
        {
            metadata = new { display_phone_number = "15550783881", phone_number_id = FakeWhatsApp.NumberId },
            messages = new[] { new { from = Ann, id = "wamid.system", timestamp = "1750030073", type = "system", system = new { body = "Ann changed her number", type = "user_changed_number" } } }
        }))).ShouldBe(200);
        var quiet = await ConversationAsync(Ann);
        (await PostAsync(quiet, "what WhatsApp says opens no window")).ShouldFail(409, "WINDOW_CLOSED");
        var conversation = await SayAsync(Ann, "hello");
        await whatsapp.WaitAsync(() => whatsapp.Taken.Count == 1);
        whatsapp.Taken[0].Text.ShouldBe("Thank you");
        (await MessagesAsync(conversation)).Length.ShouldBe(3);
    }

    private Task<int> CallAsync(string body) => FakeWhatsApp.CallAsync(server.Http, hook, body);

    private async Task<JsonElement> SayAsync(string from, string text, DateTimeOffset? at = null)
    {
        (await CallAsync(FakeWhatsApp.Says(from, text, at: at))).ShouldBe(200);
        return await ConversationAsync(from);
    }

    private async Task<JsonElement> ConversationAsync(string from) => (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={from}")).Result.ShouldHaveSingleItem();

    private Task<Answer> PostAsync(JsonElement conversation, string text) =>
        server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text, medias = Array.Empty<object>() });

    private async Task<Answer> SendAsync(JsonElement conversation, string text) => (await PostAsync(conversation, text)).Ok();

    private async Task<JsonElement[]> MessagesAsync(JsonElement conversation) => (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages")).Result;

    private async Task<string[]> EventsAsync() => [.. (await server.Admin.GetAsync("/v1.0/events?after=&page_size=100")).Ok().Result.Select(told => told.GetProperty("type").GetString()!).Where(type => type.StartsWith("conversation", StringComparison.Ordinal))];

    private async Task<JsonElement> DeliveryAsync(JsonElement conversation, string messageId, string status)
    {
        return Message(await Poll.UntilAsync(() => MessagesAsync(conversation), messages => Message(messages).GetProperty("delivery").GetProperty("status").GetString() == status));

        JsonElement Message(JsonElement[] messages) => messages.Single(message => message.GetProperty("id").GetString() == messageId);
    }
}
