namespace Confab.Tests.Messages;

/// <summary>WhatsApp, with what goes beside text, against a Cloud API that checks what it gets.</summary>
public sealed class WhatsAppMediaTests : IAsyncLifetime
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
    public async Task A_text_with_several_files_is_several_calls_and_the_last_tells_how_far_it_is()
    {
        var conversation = await SayAsync(Ann, "hello");
        var sent = await SendAsync(conversation, "three of them", File("image", "jpeg"), File("video", "mp4"));
        await DeliveryAsync(conversation, sent.Id, "sent");
        whatsapp.Taken.Select(call => (call.Type, call.Mark)).ShouldBe([("text", $"{sent.Id}/0"), ("image", $"{sent.Id}/1"), ("video", sent.Id)]);
        (await CallAsync(FakeWhatsApp.Marked($"{sent.Id}/0", (whatsapp.Taken[0].Id, "read", null)))).ShouldBe(200);
        (await CallAsync(FakeWhatsApp.Marked(sent.Id, (whatsapp.Taken[2].Id, "delivered", null)))).ShouldBe(200);
        await DeliveryAsync(conversation, sent.Id, "delivered");
        (await CallAsync(FakeWhatsApp.Marked($"{sent.Id}/1", (whatsapp.Taken[1].Id, "failed", 131053)))).ShouldBe(200);
        (await DeliveryAsync(conversation, sent.Id, "failed")).GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("131053");
        var next = await SendAsync(conversation, "a caption", File("image", "jpeg"));
        await DeliveryAsync(conversation, next.Id, "sent");
        ((string?)whatsapp.Taken[3].Content["caption"]).ShouldBe("a caption");
    }

    [Fact]
    public async Task Of_several_calls_none_that_was_made_is_made_again()
    {
        var conversation = await SayAsync(Ann, "hello");
        var failures = 2;
        whatsapp.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(((WhatsAppSent)http.Items["sent"]!).Type == "image" && Interlocked.Decrement(ref failures) >= 0);
        };
        await DeliveryAsync(conversation, (await SendAsync(conversation, "again", File("image", "jpeg"), File("video", "mp4"))).Id, "sent");
        whatsapp.Tries.Select(call => call.Type).ShouldBe(["text", "image", "image", "image", "video"]);

        whatsapp.Intercept = http =>
        {
            if (((WhatsAppSent)http.Items["sent"]!).Type != "image")
                return Task.FromResult(false);
            http.Abort();
            return Task.FromResult(true);
        };
        var failed = await DeliveryAsync(conversation, (await SendAsync(conversation, "nobody knows", File("image", "jpeg"), File("video", "mp4"))).Id, "failed");
        (failed.GetProperty("delivery").GetProperty("error_code").GetString(), failed.GetProperty("delivery").GetProperty("error_message").GetString())
            .ShouldBe(("outcome_unknown", "Part 2 of 3: WhatsApp did not answer; the message may have been sent."));
        whatsapp.Tries.Skip(5).Select(call => call.Type).ShouldBe(["text", "image"]);
    }

    [Fact]
    public async Task A_call_that_a_crash_cut_is_not_made_again_nor_are_those_before_it()
    {
        var (data, url) = (Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}"), RealProcess.FreeUrl());
        string[] settings = [$"--Confab:WhatsApp:ApiUrl={whatsapp.Address}"];
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        string path;
        ApiClient admin;
        using (var first = await RealProcess.ServeAsync(url, data, settings))
        {
            admin = new ApiClient(http, (await System.IO.File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
            (await FakeWhatsApp.CallAsync(http, (await admin.PostAsync("/v1.0/conversation_accounts", FakeWhatsApp.Account())).Ok()["hook_url"], FakeWhatsApp.Says(Ann, "hello"))).ShouldBe(200);
            path = $"/v1.0/conversations/{(await admin.GetAsync($"/v1.0/conversations?dialog_id={Ann}")).Result[0].GetProperty("id")}/messages";
            whatsapp.Intercept = async held =>
            {
                if (((WhatsAppSent)held.Items["sent"]!).Type == "image")
                    await Task.WhenAny(Task.Delay(Timeout.Infinite, held.RequestAborted));
                return ((WhatsAppSent)held.Items["sent"]!).Type == "image";
            };
            (await admin.PostAsync(path, new { text = "cut short", medias = new[] { File("image", "jpeg"), File("video", "mp4") } })).Ok();
            await whatsapp.WaitAsync(() => whatsapp.Tries.Count == 2);
            await first.KillAsync();
        }
        whatsapp.Intercept = null;
        using (await RealProcess.ServeAsync(url, data, settings))
        {
            var failed = await Poll.UntilAsync(() => admin.GetAsync(path), page => page.Result[0].GetProperty("status").GetString() == "failed");
            failed.Result[0].GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("outcome_unknown");
            whatsapp.Tries.Select(call => call.Type).ShouldBe(["text", "image"]);
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Outside_the_window_a_template_goes()
    {
        var conversation = await SayAsync(Ann, "long ago", at: DateTimeOffset.UtcNow.AddHours(-25));
        var template = new { type = "template", template = new { name = "hello_world", language = new { code = "en_US" } } };
        (await PostAsync(conversation, "and a text", template)).ShouldFail(409, "WINDOW_CLOSED");
        (await PostAsync(conversation, "", File("image", "jpeg"))).ShouldFail(409, "WINDOW_CLOSED");
        await DeliveryAsync(conversation, (await SendAsync(conversation, "", template)).Id, "sent");
        ((string?)whatsapp.Taken.ShouldHaveSingleItem().Content["name"]).ShouldBe("hello_world");
    }

    [Fact]
    public async Task Answers_and_reactions_name_messages_by_our_ids()
    {
        (await CallAsync(FakeWhatsApp.Says(Ann, "hello", "wamid.hers"))).ShouldBe(200);
        var conversation = await ConversationAsync(Ann);
        var hers = (await MessagesAsync(conversation))[0].GetProperty("id").GetString();
        await DeliveryAsync(conversation, (await SendAsync(conversation, "that one", new { type = "reply_context", message_id = hers })).Id, "sent");
        await DeliveryAsync(conversation, (await SendAsync(conversation, "", new { type = "reaction", message_id = hers, emoji = "👍" })).Id, "sent");
        ((string?)whatsapp.Taken[0].Body!["context"]!["message_id"], (string?)whatsapp.Taken[1].Content["message_id"]).ShouldBe(("wamid.hers", "wamid.hers"));
        (await PostAsync(conversation, "x", new { type = "reply_context", message_id = Guid.NewGuid() })).ShouldFail(400, "INVALID_ARGUMENT");
        (await PostAsync(conversation, "", new { type = "reply_context", message_id = hers })).Text.ShouldContain("\"text\"");

        var ours = (await SendAsync(conversation, "ours")).Id;
        await DeliveryAsync(conversation, ours, "sent");
        await DeliveryAsync(conversation, (await SendAsync(conversation, "", new { type = "reaction", message_id = hers, emoji = "👍" }, new { type = "reaction", message_id = ours, emoji = "🎉" })).Id, "sent");
        whatsapp.Taken.TakeLast(2).Select(sent => (string?)sent.Content["message_id"]).ShouldBe(["wamid.hers", whatsapp.Taken[2].Id]);
        var refused = await PostAsync(conversation, "", new { type = "reaction", message_id = hers, emoji = "👍" }, new { type = "reaction", message_id = Guid.NewGuid(), emoji = "🎉" });
        refused.ShouldFail(400, "INVALID_ARGUMENT");
        refused.Text.ShouldContain("medias[1].message_id");
        (await PostAsync(conversation, "", new { type = "reaction", message_id = Guid.Empty, emoji = "👍" })).Text.ShouldContain("medias[0].message_id");
        (await PostAsync(conversation, "x", new { type = "location", latitude = 1 })).ShouldFail(400, "INVALID_ARGUMENT");
        (await MessagesAsync(conversation)).Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_picture_that_comes_in_is_fetched_and_kept()
    {
        (await CallAsync(FakeWhatsApp.Body(new
        {
            metadata = new { display_phone_number = "15550783881", phone_number_id = FakeWhatsApp.NumberId },
            messages = new[] { new { from = Ann, id = "wamid.picture", timestamp = "1750030073", type = "image", image = new { id = "1003383421387256", mime_type = "image/jpeg", caption = "look" } } }
        }))).ShouldBe(200);
        var conversation = await ConversationAsync(Ann);
        var media = (await Poll.UntilAsync(() => MessagesAsync(conversation), messages => messages[0].GetProperty("medias")[0].GetProperty("status").GetString() == "ready"))[0].GetProperty("medias")[0];
        (media.GetProperty("type").GetString(), media.GetProperty("content_type").GetString(), media.GetProperty("size").GetInt32()).ShouldBe(("image", "image/jpeg", 4));
    }

    private static object File(string type, string kind) => new { type, url = $"https://files.example/a.{kind}", content_type = $"{type}/{kind}" };

    private Task<int> CallAsync(string body) => FakeWhatsApp.CallAsync(server.Http, hook, body);

    private async Task<JsonElement> SayAsync(string from, string text, DateTimeOffset? at = null)
    {
        (await CallAsync(FakeWhatsApp.Says(from, text, at: at))).ShouldBe(200);
        return await ConversationAsync(from);
    }

    private async Task<JsonElement> ConversationAsync(string from) => (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={from}")).Result.ShouldHaveSingleItem();

    private Task<Answer> PostAsync(JsonElement conversation, string text, params object[] medias) =>
        server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text, medias });

    private async Task<Answer> SendAsync(JsonElement conversation, string text, params object[] medias) => (await PostAsync(conversation, text, medias)).Ok();

    private async Task<JsonElement[]> MessagesAsync(JsonElement conversation) => (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages")).Result;

    private async Task<JsonElement> DeliveryAsync(JsonElement conversation, string messageId, string status)
    {
        return Message(await Poll.UntilAsync(() => MessagesAsync(conversation), messages => Message(messages).GetProperty("delivery").GetProperty("status").GetString() == status));

        JsonElement Message(JsonElement[] messages) => messages.Single(message => message.GetProperty("id").GetString() == messageId);
    }
}
