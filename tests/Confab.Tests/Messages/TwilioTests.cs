namespace Confab.Tests.Messages;

/// <summary>SMS through Twilio, the whole way, against one that checks what it gets.</summary>
public sealed class TwilioTests : IAsyncLifetime
{
    private const string Own = "+15550107777";
    private const string Peer = "+15550199001";
    private FakeTwilio twilio = null!;
    private TestServer server = null!;
    private string hook = "";
    private string accountId = "";

    public async ValueTask InitializeAsync()
    {
        twilio = await FakeTwilio.StartedAsync();
        server = await TestServer.StartAsync(settings: new() { ["Confab:Twilio:ApiUrl"] = twilio.Address });
        (accountId, hook) = await AddAccountAsync(server.Admin, server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await twilio.DisposeAsync();
    }

    [Fact]
    public async Task A_message_comes_in_is_answered_and_its_receipts_move_its_delivery_on_and_never_back()
    {
        var conversation = await SayAsync("hello");
        (conversation.GetProperty("name").GetString(), conversation.GetProperty("type").GetString(), conversation.GetProperty("dialog_id").GetString()).ShouldBe(($"SMS · {Peer}", "message", Peer));
        var sent = await SendAsync(conversation, "hello back");
        await DeliveryAsync(conversation, sent.Id, "sent");
        var asked = twilio.Tries.ShouldHaveSingleItem();
        (asked.From, asked.To, asked.Body, asked.StatusCallback).ShouldBe((Own, Peer, "hello back", $"{hook}?message={sent.Id}"));
        foreach (var status in (string[])["sending", "delivered", "sent", "delivered"])
            (await FakeTwilio.TellAsync(server.Http, asked.StatusCallback, asked.Sid, status)).ShouldBe(200);
        await DeliveryAsync(conversation, sent.Id, "delivered");
        (await server.Admin.GetAsync("/v1.0/messages")).Result[0].GetProperty("targets")[0].GetProperty("status").GetString().ShouldBe("delivered");
    }

    [Fact]
    public async Task Pictures_go_out_as_mms_with_and_without_a_text_and_what_mms_does_not_carry_as_a_link()
    {
        var conversation = await SayAsync("hello");
        foreach (var (text, medias) in ((string, object[])[])
        [
            ("", [new { type = "image", url = "https://e.com/1.png" }]), ("two", [new { type = "image", url = "https://e.com/1.png" }, new { type = "video", url = "https://e.com/2.mp4" }]),
            ("a link", [new { type = "file", url = "https://e.com/3.zip" }])
        ])
            await DeliveryAsync(conversation, (await SendAsync(conversation, text, medias)).Id, "sent");
        twilio.Tries.Select(asked => $"{asked.Body} {string.Join(' ', asked.MediaUrls)}").ShouldBe([" https://e.com/1.png", "two https://e.com/1.png https://e.com/2.mp4", "a link\nhttps://e.com/3.zip "]);
    }

    [Fact]
    public async Task What_Twilio_has_answered_by_itself_keeps_the_ledger_and_is_not_answered_again_and_a_receipt_feeds_it_too()
    {
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{accountId}", new { provider_data = new { provider = "twilio", account_sid = FakeTwilio.Sid, stop_text = "ours", help_text = "ours", start_text = "ours" } })).Ok();
        var conversation = await SayAsync("hello");
        foreach (var (word, goes) in ((string, bool)[])[("HELP", true), ("STOP", false), ("START", true)])
        {
            (await FakeTwilio.CallAsync(server.Http, hook, [.. Incoming(word), ("OptOutType", word)])).ShouldBe(200);
            (await PostAsync(conversation, "x")).Status.ShouldBe(goes ? 200 : 409, word);
        }
        await twilio.WaitAsync(() => twilio.Tries.Count == 2);
        (await FakeTwilio.TellAsync(server.Http, twilio.Tries[1].StatusCallback, twilio.Tries[1].Sid, "failed", "21610")).ShouldBe(200);
        await Poll.UntilAsync(() => PostAsync(conversation, "y"), answer => answer.Status == 409);
        twilio.Tries.ShouldAllBe(asked => asked.Body != "ours");
    }

    [Fact]
    public async Task An_answer_that_never_came_is_an_unknown_outcome_which_is_not_repeated_and_corrected_by_a_receipt()
    {
        var conversation = await SayAsync("hello");
        twilio.Intercept = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        var sent = await SendAsync(conversation, "perhaps");
        (await DeliveryAsync(conversation, sent.Id, "failed")).GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("outcome_unknown");
        twilio.Intercept = null;
        var next = await SendAsync(conversation, "and the next goes");
        await DeliveryAsync(conversation, next.Id, "sent");
        twilio.Tries.Select(asked => asked.Body).ShouldBe(["perhaps", "and the next goes"]);

        (await FakeTwilio.TellAsync(server.Http, twilio.Tries[0].StatusCallback, $"SM{Guid.NewGuid():N}", "delivered")).ShouldBe(200);
        var corrected = await DeliveryAsync(conversation, sent.Id, "delivered");
        (corrected.GetProperty("status").GetString(), corrected.GetProperty("delivery").GetProperty("error_code").GetString()).ShouldBe(("done", ""));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_passing_failure_is_tried_again(int status)
    {
        var conversation = await SayAsync("hello");
        var left = 2;
        twilio.Intercept = http =>
        {
            http.Response.StatusCode = status;
            return Task.FromResult(Interlocked.Decrement(ref left) >= 0);
        };
        var sent = await SendAsync(conversation, "in the end");
        await DeliveryAsync(conversation, sent.Id, "sent");
        twilio.Tries.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_refusal_keeps_twilios_code_and_words()
    {
        var conversation = await SayAsync("hello");
        twilio.Intercept = async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"code": 21610, "message": "Attempt to send to unsubscribed recipient"}""");
            return true;
        };
        var failed = await DeliveryAsync(conversation, (await SendAsync(conversation, "no")).Id, "failed");
        var delivery = failed.GetProperty("delivery");
        (delivery.GetProperty("error_code").GetString(), delivery.GetProperty("error_message").GetString()).ShouldBe(("21610", "Attempt to send to unsubscribed recipient"));
    }

    [Fact]
    public async Task A_check_tries_the_settings_and_names_the_one_that_is_wrong()
    {
        (await CheckAsync()).ShouldBe("""{"ok":true,"findings":[],"quota":null}""");
        foreach (var (status, field) in (ValueTuple<int, string>[])[(401, "token"), (404, "provider_data.account_sid"), (503, "token")])
        {
            twilio.Intercept = http =>
            {
                http.Response.StatusCode = status;
                return Task.FromResult(true);
            };
            (await CheckAsync()).ShouldStartWith($$"""{"ok":false,"findings":[{"field":"{{field}}",""");
        }

        async Task<string> CheckAsync() => (await server.Admin.PostAsync($"/v1.0/conversation_accounts/{accountId}/check", new { })).Ok().Text;
    }

    [Fact]
    public async Task An_error_that_says_so_and_an_answer_of_twilios_own_keep_the_ledger_and_nobody_answers_twice()
    {
        var conversation = await SayAsync("hello");
        twilio.Intercept = async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"code": 21610, "message": "Attempt to send to unsubscribed recipient"}""");
            return true;
        };
        await DeliveryAsync(conversation, (await SendAsync(conversation, "no")).Id, "failed");
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages", new { text = "again", medias = Array.Empty<object>() })).ShouldFail(409, "RECIPIENT_OPTED_OUT");
        twilio.Intercept = null;
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{accountId}", new { provider_data = new { provider = "twilio", account_sid = FakeTwilio.Sid, start_text = "ours" } })).Ok();
        (await FakeTwilio.CallAsync(server.Http, hook, [.. Incoming("ARRIVA"), ("OptOutType", "START")])).ShouldBe(200);
        await DeliveryAsync(conversation, (await SendAsync(conversation, "welcome back")).Id, "sent");
        twilio.Tries.Select(asked => asked.Body).ShouldBe(["no", "welcome back"]);
    }

    [Fact]
    public async Task A_client_that_drips_does_not_keep_a_stopping_server_from_hearing_the_providers_answer()
    {
        var (data, url) = (Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}"), RealProcess.FreeUrl());
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var answer = new TaskCompletionSource();
        string path;
        ApiClient admin;
        using (var first = await RealProcess.ServeAsync(url, data, $"--Confab:Twilio:ApiUrl={twilio.Address}"))
        {
            admin = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
            var (_, otherHook) = await AddAccountAsync(admin, url);
            (await FakeTwilio.CallAsync(http, otherHook, Incoming("hello"))).ShouldBe(200);
            path = $"/v1.0/conversations/{(await admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result[0].GetProperty("id")}/messages";
            twilio.Intercept = async _ =>
            {
                await answer.Task;
                return false;
            };
            (await admin.PostAsync(path, new { text = "in flight", medias = Array.Empty<object>() })).Ok();
            await twilio.WaitAsync(() => twilio.Tries.Count == 1);
            using var drip = new System.Net.Sockets.TcpClient("127.0.0.1", new Uri(url).Port);
            await drip.GetStream().WriteAsync("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"u8.ToArray());
            var stopped = first.StopAsync();
            await Poll.UntilAsync(async () => await http.TryGetStatusAsync("/health/ready"), status => status != 200);
            answer.SetResult();
            (await stopped).ShouldBe(0, first.Output);
        }
        using (await RealProcess.ServeAsync(url, data, $"--Confab:Twilio:ApiUrl={twilio.Address}"))
        {
            (await admin.GetAsync(path)).Result[0].GetProperty("delivery").GetProperty("status").GetString().ShouldBe("sent");
            twilio.Tries.Count.ShouldBe(1);
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task An_attempt_that_a_crash_cut_is_an_unknown_outcome_and_is_not_repeated()
    {
        var (data, url) = (Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}"), RealProcess.FreeUrl());
        string[] settings = [$"--Confab:Twilio:ApiUrl={twilio.Address}"];
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        string path;
        ApiClient admin;
        using (var first = await RealProcess.ServeAsync(url, data, settings))
        {
            admin = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
            var (_, otherHook) = await AddAccountAsync(admin, url);
            (await FakeTwilio.CallAsync(http, otherHook, Incoming("hello"))).ShouldBe(200);
            path = $"/v1.0/conversations/{(await admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result[0].GetProperty("id")}/messages";
            twilio.Intercept = async held =>
            {
                await Task.WhenAny(Task.Delay(Timeout.Infinite, held.RequestAborted));
                return true;
            };
            (await admin.PostAsync(path, new { text = "cut short", medias = Array.Empty<object>() })).Ok();
            await twilio.WaitAsync(() => twilio.Tries.Count == 1);
            await first.KillAsync();
        }
        twilio.Intercept = null;
        using (await RealProcess.ServeAsync(url, data, settings))
        {
            var failed = await Poll.UntilAsync(() => admin.GetAsync(path), page => page.Result[0].GetProperty("status").GetString() == "failed");
            failed.Result[0].GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("outcome_unknown");
            twilio.Tries.Count.ShouldBe(1);
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_number_sends_through_the_account_that_it_names_which_must_be_for_sms()
    {
        var line = await server.AddLineAccountAsync();
        var number = (await server.Admin.PostAsync("/v1.0/numbers", new { number = Own, account_id = accountId })).Ok();
        (await server.Admin.PutAsync($"/v1.0/numbers/{number.Id}", new { account_id = line.Id })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync("/v1.0/messages", Sms("tel", Peer))).Ok();
        await twilio.WaitAsync(() => twilio.Tries.Count == 1);
        (await server.Admin.PostAsync("/v1.0/messages", Sms("email", Peer))).Text.ShouldContain("source.type");
        (await server.Admin.PostAsync("/v1.0/messages", Sms("tel", "ABC"))).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{accountId}")).Ok();
        (await server.Admin.PostAsync("/v1.0/messages", Sms("tel", Peer))).ShouldFail(409, "ACCOUNT_NOT_FOUND");
        (await server.Admin.PutAsync($"/v1.0/numbers/{number.Id}", new { name = "still to be renamed" })).Ok();
        (await server.Admin.PutAsync($"/v1.0/numbers/{number.Id}", new { account_id = Guid.Empty })).Ok();
        (await server.Admin.PostAsync("/v1.0/messages", Sms("tel", Peer))).Ok();
        twilio.Tries.Count.ShouldBe(1, "the customer's only SMS account is the sandbox now");
    }

    [Fact]
    public async Task A_repeat_of_a_request_whose_sms_was_deleted_sends_nothing()
    {
        (await server.Admin.PostAsync("/v1.0/numbers", new { number = Own, account_id = accountId })).Ok();
        var first = await server.Admin.PostAsync("/v1.0/messages", Sms("tel", Peer), ("Idempotency-Key", "k"));
        (await server.Admin.PostAsync("/v1.0/messages", Sms("tel", Peer), ("Idempotency-Key", "k"))).Id.ShouldBe(first.Id);
        (await server.Admin.DeleteAsync($"/v1.0/messages/{first.Id}")).Ok();
        (await server.Admin.PostAsync("/v1.0/messages", Sms("tel", Peer), ("Idempotency-Key", "k"))).ShouldFail(404, "MESSAGE_NOT_FOUND");
    }

    [Fact]
    public async Task Where_the_numbers_flow_was_deleted_the_accounts_flow_answers()
    {
        var (own, fallback) = (await server.AddAnswerFlowAsync("the number's"), await server.AddAnswerFlowAsync("the account's"));
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{accountId}", new { message_flow_id = fallback })).Ok();
        var number = (await server.Admin.PostAsync("/v1.0/numbers", new { number = Own, account_id = accountId, message_flow_id = own })).Ok();
        await SayAsync("one");
        await twilio.WaitAsync(() => twilio.Tries.Count == 1);
        (await server.Admin.DeleteAsync($"/v1.0/flows/{own}")).Ok();
        await SayAsync("two");
        await twilio.WaitAsync(() => twilio.Tries.Count == 2);
        twilio.Tries.Select(asked => asked.Body).ShouldBe(["the number's", "the account's"]);
        (await server.Admin.PutAsync($"/v1.0/numbers/{number.Id}", new { name = "still to be renamed" })).Ok();
    }

    [Theory]
    [InlineData(429, 194, "sent")]
    [InlineData(400, 499, "failed")]
    public async Task An_error_text_that_has_to_be_cut_within_a_character_is_kept_all_the_same(int status, int length, string becomes)
    {
        var conversation = await SayAsync("hello");
        var failures = 0;
        twilio.Intercept = async http =>
        {
            if (http.Request.Method != "POST" || Interlocked.Increment(ref failures) > 1)
                return false;
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(JsonSerializer.Serialize(new { message = new string('x', length) + "😀 and more" }));
            return true;
        };
        var delivery = (await DeliveryAsync(conversation, (await SendAsync(conversation, "hello back")).Id, becomes)).GetProperty("delivery");
        delivery.GetProperty("error_code").GetString().ShouldBe(becomes == "sent" ? "" : $"{status}");
    }

    [Fact]
    public async Task An_opt_out_that_is_written_down_by_hand_holds_back_what_waits_whatever_the_clocks_say()
    {
        var conversation = await SayAsync("hello");
        twilio.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var sent = await SendAsync(conversation, "hello back");
        await twilio.WaitAsync(() => twilio.Tries.Count > 0);
        await server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("UPDATE messages SET tm_create = tm_create + 60000000 WHERE direction = 'outgoing'");
            await unit.ExecuteAsync("UPDATE conversations SET tm_last_message = tm_last_message + 60000000");
        });
        (await server.Admin.PostAsync("/v1.0/opt_outs", new { number = Own, peer = Peer })).Ok();
        twilio.Intercept = null;
        (await DeliveryAsync(conversation, sent.Id, "failed")).GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("opted_out");
    }

    private static object Sms(string type, string to) => new { source = new { type, target = Own }, destinations = new[] { new { type = "tel", target = to } }, text = "an SMS" };

    private static (string, string)[] Incoming(string text) => [("MessageSid", $"SM{Guid.NewGuid():N}"), ("AccountSid", FakeTwilio.Sid), ("From", Peer), ("To", Own), ("Body", text), ("NumMedia", "0")];

    private static async Task<(string Id, string Hook)> AddAccountAsync(ApiClient admin, string url)
    {
        var account = (await admin.PostAsync("/v1.0/conversation_accounts", new { type = "sms", name = "Twilio", token = FakeTwilio.Token, provider_data = new { provider = "twilio", account_sid = FakeTwilio.Sid } })).Ok();
        account["hook_url"].ShouldBe($"{url}/v1.0/conversation/accounts/{account.Id}");
        return (account.Id, account["hook_url"]);
    }

    private async Task<JsonElement> SayAsync(string text)
    {
        (await FakeTwilio.CallAsync(server.Http, hook, Incoming(text))).ShouldBe(200);
        return (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result[0];
    }

    private Task<Answer> PostAsync(JsonElement conversation, string text, params object[] medias) =>
        server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text, medias });

    private async Task<Answer> SendAsync(JsonElement conversation, string text, params object[] medias) => (await PostAsync(conversation, text, medias)).Ok();

    private async Task<JsonElement> DeliveryAsync(JsonElement conversation, string messageId, string status)
    {
        var page = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages"),
            page => Message(page).GetProperty("delivery").GetProperty("status").GetString() == status);
        return Message(page);

        JsonElement Message(Answer answer) => answer.Result.Single(message => message.GetProperty("id").GetString() == messageId);
    }
}
