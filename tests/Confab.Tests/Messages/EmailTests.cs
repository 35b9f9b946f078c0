namespace Confab.Tests.Messages;

/// <summary>Mail through Mailgun, the whole way, against one that checks what it gets.</summary>
public sealed class EmailTests : IAsyncLifetime
{
    private const string Own = "desk@shop.example";
    private const string Peer = "ann@example.com";
    private FakeMailgun mailgun = null!;
    private TestServer server = null!;
    private string accountId = "";
    private string hook = "";

    public async ValueTask InitializeAsync()
    {
        mailgun = await FakeMailgun.StartedAsync();
        server = await TestServer.StartAsync(settings: new() { ["Confab:Mailgun:ApiUrl"] = mailgun.Address });
        (accountId, hook) = await AddAccountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await mailgun.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_comes_in_a_flow_answers_an_agent_goes_on_and_every_answer_names_those_before_it()
    {
        await SetFlowAsync(await server.AddAnswerFlowAsync());
        var conversation = await SayAsync("<first@example.com>", "An order", "Where is it?");
        (conversation.GetProperty("name").GetString(), conversation.GetProperty("detail").GetString(), conversation.GetProperty("type").GetString(), conversation.GetProperty("dialog_id").GetString())
            .ShouldBe(($"Email · Ann ({Peer})", "Email conversation", "email", Peer));
        await mailgun.WaitAsync(() => mailgun.Tries.Count == 1);
        var automatic = mailgun.Tries[0];
        (automatic["from"], automatic["to"], automatic["subject"], automatic["text"]).ShouldBe(($"\"The Shop\" <{Own}>", $"\"Ann\" <{Peer}>", "Re: An order", "Thank you"));
        (automatic["h:In-Reply-To"], automatic["h:References"], automatic["h:Auto-Submitted"]).ShouldBe(("<first@example.com>", "<first@example.com>", "auto-replied"));

        await OwnAsync(conversation);
        await SayAsync("<second@example.com>", "RE: An order", "No, really");
        var sent = await SendAsync(conversation, "It is on its way.");
        sent["subject"].ShouldBe("Re: An order");
        await DeliveryAsync(conversation, sent.Id, "sent");
        var answer = mailgun.Tries[1];
        (answer["subject"], answer["h:In-Reply-To"], answer["h:References"]).ShouldBe(("Re: An order", "<second@example.com>", $"<first@example.com> {automatic["h:Message-Id"]} <second@example.com>"));
        answer.ShouldNotContainKey("h:Auto-Submitted");
        answer["h:Message-Id"].ShouldBe($"<{Guid.Parse(sent.Id):N}@shop.example>");

        foreach (var name in (string[])["delivered", "accepted", "delivered"])
            (await FakeMailgun.EventAsync(server.Http, hook, FakeMailgun.Event(answer, name))).ShouldBe(200);
        (await DeliveryAsync(conversation, sent.Id, "delivered")).GetProperty("status").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task Whatever_the_subject_becomes_it_is_one_conversation_and_an_answer_is_to_the_last_one()
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        var other = await SayAsync("<b@example.com>", "Two", "b", from: "ANN@Example.COM");
        other.GetProperty("id").GetString().ShouldBe(conversation.GetProperty("id").GetString());
        await DeliveryAsync(conversation, (await SendAsync(conversation, "c")).Id, "sent");
        (mailgun.Tries[0]["subject"], mailgun.Tries[0]["h:In-Reply-To"], mailgun.Tries[0]["h:References"]).ShouldBe(("Re: Two", "<b@example.com>", "<b@example.com>"));
        (await MessagesAsync(conversation)).Select(message => message.GetProperty("subject").GetString()).ShouldBe(["Re: Two", "Two", "One"]);
    }

    [Fact]
    public async Task A_file_of_ours_goes_along_and_what_lies_elsewhere_goes_as_a_link()
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        var media = (await server.UploadAsync(Pictures.Png(7, 8), "k\u00e4se.png", "image/png")).Ok();
        var files = new List<(string, string, long)>();
        mailgun.Intercept = http =>
        {
            files.AddRange(http.Request.Form.Files.Select(file => (file.FileName, file.ContentType, file.Length)));
            return Task.FromResult(false);
        };
        var sent = (await server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text = "See it.", medias = new object[] { new { id = media.Id }, new { type = "video", url = "https://e.com/film.mp4" } } })).Ok();
        await DeliveryAsync(conversation, sent.Id, "sent");
        files.ShouldBe([("k\u00e4se.png", "image/png", long.Parse(media["size"]))]);
        mailgun.Tries.ShouldHaveSingleItem()["text"].ShouldBe("See it.\nhttps://e.com/film.mp4");
    }

    [Fact]
    public async Task A_call_that_is_repeated_replayed_or_forged_changes_nothing()
    {
        await SetFlowAsync(await server.AddAnswerFlowAsync());
        var signature = FakeMailgun.Sign();
        (string, string)[] mail = Mail("<once@example.com>", "Once", "first");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FakeMailgun.MailAsync(server.Http, hook, signature, mail)));
        (await FakeMailgun.MailAsync(server.Http, hook, null, mail)).ShouldBe(200);
        (await FakeMailgun.MailAsync(server.Http, hook, signature, Mail("<other@example.com>", "Other", "with a used signature"))).ShouldBe(200);
        (await FakeMailgun.MailAsync(server.Http, hook, FakeMailgun.Sign("another key"), Mail("<forged@example.com>", "Forged", "x"))).ShouldBe(401);
        (await FakeMailgun.MailAsync(server.Http, hook, FakeMailgun.Sign(at: DateTimeOffset.UtcNow.AddDays(-2)), Mail("<old@example.com>", "Old", "x"))).ShouldBe(401);
        (await server.Http.GetAsync(hook)).StatusCode.ShouldBe(System.Net.HttpStatusCode.MethodNotAllowed);
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations")).Result.ShouldHaveSingleItem();
        await mailgun.WaitAsync(() => mailgun.Tries.Count == 1);
        (await MessagesAsync(conversation)).Where(message => message.GetProperty("direction").GetString() == "incoming").ShouldHaveSingleItem().GetProperty("text").GetString().ShouldBe("first");
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.ShouldHaveSingleItem();

        (await FakeMailgun.MailAsync(server.Http, hook, null, Mail("<other@example.com>", "Other", "the genuine one"))).ShouldBe(200);
        (await MessagesAsync(conversation)).Select(message => message.GetProperty("text").GetString()).ShouldContain("the genuine one", "what came with a used signature has not taken its place");
    }

    [Fact]
    public async Task What_a_machine_wrote_is_kept_and_no_flow_answers_it()
    {
        await SetFlowAsync(await server.AddAnswerFlowAsync());
        string[][][] marks = [[["Auto-Submitted", "auto-replied"]], [["Precedence", "bulk"]], [["X-Auto-Response-Suppress", "All"]], [["List-Id", "<l.example.com>"]], [["Auto-Submitted", "no"]]];
        for (var i = 0; i < marks.Length; i++)
            (await FakeMailgun.MailAsync(server.Http, hook, null, [.. Mail($"<{i}@example.com>", "Hello", $"mail {i}"), ("message-headers", JsonSerializer.Serialize(marks[i]))])).ShouldBe(200);
        (await FakeMailgun.MailAsync(server.Http, hook, null, [("sender", ""), .. Mail("<bounce@example.com>", "Undelivered", "bounced").Where(field => field.Item1 != "sender")])).ShouldBe(200);
        (await FakeMailgun.MailAsync(server.Http, hook, null, Mail("<self@example.com>", "Hello", "myself", from: Own))).ShouldBe(200);
        (await server.Admin.GetAsync("/v1.0/conversations")).Result.Length.ShouldBe(2);
        (await MessagesAsync(await ConversationAsync())).Count(message => message.GetProperty("direction").GetString() == "incoming").ShouldBe(6);
        (await server.Admin.GetAsync("/v1.0/activeflows")).Result.ShouldHaveSingleItem("only the one that says it was not sent by a machine");
    }

    [Fact]
    public async Task A_bounce_and_a_complaint_fail_the_message_with_the_reason_even_after_it_was_delivered()
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        foreach (var (name, more, code, reason) in ((string, (string, object)[], string, string)[])
        [
            ("failed", [("severity", "permanent"), ("reason", "bounce"), ("delivery-status", new { code = 550, message = "5.1.1 no such user" })], "bounce", "550 5.1.1 no such user"),
            ("complained", [], "complaint", "The recipient marked it as spam.")
        ])
        {
            var sent = await SendAsync(conversation, name);
            await DeliveryAsync(conversation, sent.Id, "sent");
            var asked = mailgun.Tries[^1];
            (await FakeMailgun.EventAsync(server.Http, hook, FakeMailgun.Event(asked, "failed", ("severity", "temporary")))).ShouldBe(200);
            (await FakeMailgun.EventAsync(server.Http, hook, FakeMailgun.Event(asked, "delivered"))).ShouldBe(200);
            await DeliveryAsync(conversation, sent.Id, "delivered");
            (await FakeMailgun.EventAsync(server.Http, hook, FakeMailgun.Event(asked, name, more))).ShouldBe(200);
            var failed = await DeliveryAsync(conversation, sent.Id, "failed");
            (failed.GetProperty("status").GetString(), failed.GetProperty("delivery").GetProperty("error_code").GetString(), failed.GetProperty("delivery").GetProperty("error_message").GetString()).ShouldBe(("failed", code, reason));
        }
    }

    [Fact]
    public async Task An_answer_that_never_came_is_an_unknown_outcome_which_is_corrected_by_an_event()
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        mailgun.Intercept = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        var sent = await SendAsync(conversation, "perhaps");
        (await DeliveryAsync(conversation, sent.Id, "failed")).GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("outcome_unknown");
        mailgun.Intercept = null;
        (await FakeMailgun.EventAsync(server.Http, hook, FakeMailgun.Event(mailgun.Tries.ShouldHaveSingleItem(), "delivered"))).ShouldBe(200);
        await DeliveryAsync(conversation, sent.Id, "delivered");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_passing_failure_is_tried_again_with_the_same_id(int status)
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        var left = 2;
        mailgun.Intercept = http =>
        {
            http.Response.StatusCode = status;
            return Task.FromResult(Interlocked.Decrement(ref left) >= 0);
        };
        await DeliveryAsync(conversation, (await SendAsync(conversation, "in the end")).Id, "sent");
        mailgun.Tries.Count.ShouldBe(3);
        mailgun.Tries.Select(asked => asked["h:Message-Id"]).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_refusal_keeps_mailguns_words()
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        mailgun.Intercept = async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"message": "to parameter is not a valid address"}""");
            return true;
        };
        var delivery = (await DeliveryAsync(conversation, (await SendAsync(conversation, "x")).Id, "failed")).GetProperty("delivery");
        (delivery.GetProperty("error_code").GetString(), delivery.GetProperty("error_message").GetString()).ShouldBe(("400", "to parameter is not a valid address"));
    }

    [Fact]
    public async Task A_conversation_goes_on_through_the_account_that_has_its_address_now()
    {
        var conversation = await SayAsync("<a@example.com>", "One", "a");
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{accountId}")).Ok();
        var path = $"/v1.0/conversations/{conversation.GetProperty("id")}/messages";
        (await server.Admin.PostAsync(path, new { text = "x" })).ShouldFail(409, "ACCOUNT_NOT_FOUND");
        await AddAccountAsync();
        await DeliveryAsync(conversation, (await SendAsync(conversation, "still here")).Id, "sent");
    }

    [Fact]
    public async Task An_accounts_secrets_are_never_shown_and_its_settings_are()
    {
        var account = (await server.Admin.GetAsync($"/v1.0/conversation_accounts/{accountId}")).Ok();
        account.Text.ShouldNotContain(FakeMailgun.ApiKey);
        account.Text.ShouldNotContain(FakeMailgun.SigningKey);
        account.Json.GetProperty("provider_data").GetProperty("domain").GetString().ShouldBe(FakeMailgun.Domain);
        var refused = await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "email", provider_data = new { provider = "mailgun", from = "nobody" } });
        refused.Status.ShouldBe(400);
        refused.Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString())
            .ShouldBe(["token", "secret", "provider_data.domain", "provider_data.from"]);
    }

    private static (string, string)[] Mail(string id, string subject, string text, string from = Peer) =>
        [("recipient", Own), ("sender", from), ("from", $"Ann <{from}>"), ("subject", subject), ("body-plain", text + "\r\n"), ("stripped-text", text), ("Message-Id", id)];

    private async Task<(string Id, string Hook)> AddAccountAsync()
    {
        var account = (await server.Admin.PostAsync("/v1.0/conversation_accounts", new
        {
            type = "email",
            name = "Mail",
            secret = FakeMailgun.SigningKey,
            token = FakeMailgun.ApiKey,
            provider_data = new { provider = "mailgun", domain = FakeMailgun.Domain, from = Own, from_name = "The Shop" }
        })).Ok();
        return (account.Id, account["hook_url"]);
    }

    private async Task SetFlowAsync(string flowId) => (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{accountId}", new { message_flow_id = flowId })).Ok();

    private async Task OwnAsync(JsonElement conversation) =>
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation.GetProperty("id")}", new { owner_id = (await server.AddAgentAsync()).Id })).Ok();

    private async Task<JsonElement> SayAsync(string id, string subject, string text, string from = Peer)
    {
        (await FakeMailgun.MailAsync(server.Http, hook, null, Mail(id, subject, text, from))).ShouldBe(200);
        return await ConversationAsync();
    }

    private async Task<JsonElement> ConversationAsync() => (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Peer}")).Result.ShouldHaveSingleItem();

    private async Task<Answer> SendAsync(JsonElement conversation, string text) =>
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text, medias = Array.Empty<object>() })).Ok();

    private async Task<JsonElement[]> MessagesAsync(JsonElement conversation) => (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages")).Result;

    private async Task<JsonElement> DeliveryAsync(JsonElement conversation, string messageId, string status)
    {
        var messages = await Poll.UntilAsync(() => MessagesAsync(conversation), page => Message(page).GetProperty("delivery").GetProperty("status").GetString() == status);
        return Message(messages);

        JsonElement Message(JsonElement[] page) => page.Single(message => message.GetProperty("id").GetString() == messageId);
    }
}
