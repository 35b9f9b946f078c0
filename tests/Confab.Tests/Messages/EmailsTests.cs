using Confab.Channels.Email.Smtp;

namespace Confab.Tests.Messages;

/// <summary><c>/emails</c> and <c>email_send</c>, through a mail server over real TCP.</summary>
public sealed class EmailsTests : IAsyncLifetime
{
    private FakeMailServer mail = null!;
    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        mail = FakeMailServer.Start();
        server = await TestServer.StartAsync(replace: services => services.AddSingleton(mail.Transport));
        await server.AddSmtpAccountAsync(mail.ProviderData);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Each_destination_gets_a_mail_of_its_own_which_stands_in_its_conversation()
    {
        var sent = (await server.Admin.PostAsync("/v1.0/emails", Email("Your order", "Änderung\n.", "ann@example.com", "Bob@EXAMPLE.com"))).Ok();
        (sent["status"], sent["subject"], sent["content"], sent.Json.GetProperty("attachments").GetArrayLength()).ShouldBe(("initiated", "Your order", "Änderung\n.", 0));
        sent.Json.GetProperty("source").GetProperty("target").GetString().ShouldBe("desk@shop.example");
        sent.Json.GetProperty("destinations").EnumerateArray().Select(item => item.GetProperty("target").GetString()).ShouldBe(["ann@example.com", "Bob@example.com"]);
        await StatusAsync(sent.Id, "processed");
        mail.Mails.Select(item => item.To).Order().ShouldBe(["Bob@example.com", "ann@example.com"]);
        mail.Mails.ShouldAllBe(item => item.Text == "Änderung\n." && item.Headers["Subject"] == "Your order" && !item.Headers.ContainsKey("References"));
        mail.Faults.ShouldBeEmpty();
        (await server.Admin.GetAsync("/v1.0/conversations?type=email")).Result.Select(item => item.GetProperty("dialog_id").GetString()).Order().ShouldBe(["Bob@example.com", "ann@example.com"]);
        (await server.Admin.GetAsync("/v1.0/emails")).Result.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(sent.Id);
        (await server.Admin.DeleteAsync($"/v1.0/emails/{sent.Id}")).Ok();
        (await server.Admin.GetAsync($"/v1.0/emails/{sent.Id}")).ShouldFail(404, "EMAIL_NOT_FOUND");
        (await server.Admin.GetAsync("/v1.0/emails")).Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_in_the_conversation_goes_on_in_the_same_thread()
    {
        var sent = (await server.Admin.PostAsync("/v1.0/emails", Email("Your order", "a", "ann@example.com"))).Ok();
        await StatusAsync(sent.Id, "processed");
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations?type=email")).Result.ShouldHaveSingleItem();
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text = "b" })).Ok()["subject"].ShouldBe("Re: Your order");
        await mail.WaitAsync(() => mail.Mails.Count == 2);
        (mail.Mails[1].Headers["Subject"], mail.Mails[1].Headers["In-Reply-To"], mail.Mails[1].Headers["References"])
            .ShouldBe(("Re: Your order", mail.Mails[0].Headers["Message-ID"], mail.Mails[0].Headers["Message-ID"]));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such user", "dropped", "5.1.1")]
    [InlineData("DOT", "", "", "outcome_unknown")]
    public async Task What_fails_says_so(string stage, string reply, string status, string code)
    {
        mail.Script = at => at == stage ? reply : null;
        var sent = (await server.Admin.PostAsync("/v1.0/emails", Email("s", "c", "ann@example.com"))).Ok();
        await StatusAsync(sent.Id, status);
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations?type=email")).Result[0].GetProperty("id");
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages")).Result[0].GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe(code);
        mail.Sessions.ShouldBe(1);
    }

    [Fact]
    public async Task What_passes_is_tried_again_and_arrives_once()
    {
        var left = 2;
        mail.Script = at => at == "MAIL" && Interlocked.Decrement(ref left) >= 0 ? "451 4.3.0 later" : null;
        await StatusAsync((await server.Admin.PostAsync("/v1.0/emails", Email("s", "c", "ann@example.com"))).Ok().Id, "processed");
        (mail.Sessions, mail.Mails.Count).ShouldBe((3, 1));
    }

    [Fact]
    public async Task A_media_that_cannot_be_read_for_a_while_is_waited_for()
    {
        await StatusAsync((await server.Admin.PostAsync("/v1.0/emails", Email("s", "c", "ann@example.com"))).Ok().Id, "processed");
        var id = Guid.Parse((await server.UploadAsync([1, 2, 3])).Ok().Id);
        var kept = await server.Db.ReadAsync(sql => sql.FirstAsync<Guid>("SELECT blob_id FROM medias WHERE id = @id", new { id }));
        await MoveAsync(Guid.NewGuid());
        var path = $"/v1.0/conversations/{(await server.Admin.GetAsync("/v1.0/conversations?type=email")).Result[0].GetProperty("id")}/messages";
        (await server.Admin.PostAsync(path, new { text = "see", medias = new[] { new { id } } })).Ok();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<int?>("SELECT attempt FROM jobs WHERE kind = 'send'")), attempt => attempt > 1);
        mail.Sessions.ShouldBe(1);
        await MoveAsync(kept);
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), messages => messages.Result[0].GetProperty("delivery").GetProperty("status").GetString() == "sent");
        (mail.Sessions, mail.Mails.Count).ShouldBe((2, 2));

        Task MoveAsync(Guid blob) => server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE medias SET blob_id = @blob WHERE id = @id", new { blob, id }));
    }

    [Fact]
    public async Task Bad_requests_name_their_field_and_nothing_is_sent()
    {
        foreach (var (body, field) in ((object, string)[])
        [
            (new { subject = "s", content = "c" }, "destinations"), (Email("s", "c"), "destinations"), (Email("", "c", "ann@example.com"), "subject"), (Email("s", "", "ann@example.com"), "content"),
            (Email("a\r\nBcc: eve@example.com", "c", "ann@example.com"), "subject"), (Email("s", "c", "ann@example.com", "eve@example.com>\r\nRCPT TO:<x@example.com"), "destinations[1].target"),
            (Email("s", "c", "ann@localhost"), "destinations[0].target"), (new { destinations = new[] { new { target = "ann@example.com" } }, subject = "s", content = "c", attachments = new[] { new { reference_type = "recording", reference_id = Guid.NewGuid() } } }, "attachments"),
            (new { source = new { target = "other@shop.example" }, destinations = new[] { new { target = "ann@example.com" } }, subject = "s", content = "c" }, "source.target")
        ])
        {
            var answer = await server.Admin.PostAsync("/v1.0/emails", body);
            answer.Status.ShouldBe(400, answer.Text);
            answer.Json.GetProperty("error").GetProperty("message").GetString()!.ShouldStartWith(field);
        }
        (await server.Admin.GetAsync("/v1.0/conversations?type=email")).Result.ShouldBeEmpty();
        mail.Sessions.ShouldBe(0);
    }

    [Fact]
    public async Task The_source_names_one_of_several_accounts()
    {
        var other = mail.ProviderData;
        other["from"] = "Sales@Shop.Example";
        var second = await server.AddSmtpAccountAsync(other);
        (await server.Admin.PostAsync("/v1.0/emails", Email("s", "c", "ann@example.com"))).Text.ShouldContain("source.target");
        var sent = (await server.Admin.PostAsync("/v1.0/emails", new { source = new { target = "sales@SHOP.example" }, destinations = new[] { new { target = "ann@example.com" } }, subject = "s", content = "c" })).Ok();
        sent.Json.GetProperty("source").GetProperty("target").GetString().ShouldBe("Sales@shop.example");
        await StatusAsync(sent.Id, "processed");
        mail.Mails.ShouldHaveSingleItem().From.ShouldBe("Sales@shop.example");
        foreach (var account in (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result.Where(account => account.GetProperty("type").GetString() == "email"))
            (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{account.GetProperty("id")}")).Ok();
        (await server.Admin.PostAsync("/v1.0/emails", Email("s", "c", "ann@example.com"))).ShouldFail(409, "ACCOUNT_NOT_FOUND");
        second.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_is_the_same_email()
    {
        var body = Email("s", "c", "ann@example.com");
        var first = (await server.Admin.PostAsync("/v1.0/emails", body, ("Idempotency-Key", "k"))).Ok();
        var again = (await server.Admin.PostAsync("/v1.0/emails", body, ("Idempotency-Key", "k"))).Ok();
        (again.Id, again.Headers["Idempotent-Replayed"]).ShouldBe((first.Id, "true"));
        await StatusAsync(first.Id, "processed");
        mail.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_flow_sends_mail_and_no_variable_breaks_out_of_it()
    {
        var flow = await server.AddFlowAsync(new
        {
            type = "email_send",
            option = new { destinations = new[] { new { type = "email", target = "${who}@example.com", target_name = "${text}" } }, subject = "News: ${text}", content = "It says: ${text}", attachments = Array.Empty<object>() }
        });
        var simulated = (await server.Admin.PostAsync($"/v1.0/flows/{flow}/simulate", new { variables = new { who = "ann", text = "x" } })).Ok().Json.GetProperty("sends")[0];
        (simulated.GetProperty("type").GetString(), simulated.GetProperty("source").GetString(), simulated.GetProperty("destinations")[0].GetString(), simulated.GetProperty("text").GetString())
            .ShouldBe(("email_send", "desk@shop.example", "ann@example.com", "News: x\n\nIt says: x"));
        (await server.Admin.GetAsync("/v1.0/emails")).Result.ShouldBeEmpty();
        (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow, variables = new { who = "ann", text = "a\r\nBcc: eve@example.com\r\n\r\n.\r\n" } })).Ok();
        await mail.WaitAsync(() => mail.Mails.Count == 1);
        var sent = mail.Mails[0];
        (sent.Fault, sent.To, sent.Headers["Subject"], sent.Headers["Auto-Submitted"]).ShouldBe((null, "ann@example.com", "News: a Bcc: eve@example.com .", "auto-replied"));
        sent.Headers.ShouldNotContainKey("Bcc");
        (await server.Admin.GetAsync("/v1.0/emails")).Result.ShouldHaveSingleItem();
        var broken = (await server.Admin.PostAsync("/v1.0/activeflows", new { flow_id = flow, variables = new { who = "no body", text = "x" } })).Ok();
        var ended = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{broken.Id}"), answer => answer["status"] == "ended");
        ended.Json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("destinations[0].target");
    }

    [Fact]
    public async Task A_flow_that_sends_mail_is_checked_when_it_is_made()
    {
        var refused = await server.Admin.PostAsync("/v1.0/flows", new { actions = new[] { new { type = "email_send", option = new { destinations = new[] { new { target = "nobody" } }, attachments = new[] { new { } } } } } });
        refused.Status.ShouldBe(400);
        refused.Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString())
            .ShouldBe(["actions[0].option.subject", "actions[0].option.content", "actions[0].option.destinations[0].target", "actions[0].option.attachments"]);
    }

    [Fact]
    public async Task An_account_of_a_mail_server_shows_its_settings_and_not_its_password_and_takes_no_calls()
    {
        var account = (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Result.Single(item => item.GetProperty("type").GetString() == "email");
        account.GetRawText().ShouldNotContain(FakeMailServer.Password);
        (account.GetProperty("provider_data").GetProperty("host").GetString(), account.GetProperty("provider_data").GetProperty("security").GetString()).ShouldBe(("localhost", SmtpSettings.StartTls));
        (await FakeMailgun.MailAsync(server.Http, account.GetProperty("hook_url").GetString()!, null, ("recipient", "desk@shop.example"))).ShouldBe(401);
    }

    private static object Email(string subject, string content, params string[] to) =>
        new { destinations = to.Select(target => new { type = "email", target }).ToArray(), subject, content, attachments = Array.Empty<object>() };

    private Task<Answer> StatusAsync(string id, string status) => Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/emails/{id}"), answer => answer["status"] == status);
}
