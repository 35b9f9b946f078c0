using System.Text;
using Confab.Channels.Sms.Sandbox;
using Confab.Demo;
using Confab.Store;

namespace Confab.Tests.Medias;

/// <summary>What came with messages: from the provider's copy to ours, and out again.</summary>
public sealed class InboundMediaTests : IAsyncLifetime
{
    private TestServer server = null!;
    private FakeHost host = null!;

    public async ValueTask InitializeAsync() => (server, host) = (await TestServer.StartAsync(), await FakeHost.OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_is_fetched_told_of_and_served_to_whom_it_concerns()
    {
        var png = Pictures.Png(640, 480, 700_000);
        await server.SetWebhookAsync();
        var (conversation, media) = await SayAsync("look", new { type = "image", filename = "cat.png", url = host.Put("/cat.png", png) });
        media = await SettledAsync(conversation);
        media.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["id", "customer_id", "type", "filename", "tm_create", "tm_update", "tm_delete", "content_type", "size", "url", "width", "height", "duration", "status", "error"]);
        (Text(media, "status"), Text(media, "content_type"), Text(media, "filename"), Text(media, "error")).ShouldBe(("ready", "image/png", "cat.png", ""));
        (media.GetProperty("size").GetInt64(), media.GetProperty("width").GetInt32(), media.GetProperty("height").GetInt32()).ShouldBe((700_000, 640, 480));
        var told = await server.Receiver.WaitForAsync(hook => hook.Type == "conversation_message_updated" && (string?)hook.Data["direction"] == "incoming");
        told.Data["medias"]![0]!.ToJsonString().ShouldContain("\"status\":\"ready\"");
        (await server.Admin.GetAsync($"/v1.0/medias/{Text(media, "id")}")).Ok().Text.ShouldBe(media.GetRawText());

        var (agentId, agent) = await server.AddAgentAsync();
        (await server.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = agentId })).Ok();
        Text(media, "url").ShouldStartWith($"{server.Url}/v1.0/media_links/");
        Text(media, "url").ShouldEndWith("/cat.png");
        foreach (var (path, credential) in ((string, string?)[])[(Text(media, "url"), null), ($"/v1.0/medias/{Text(media, "id")}/content", server.AccessKey),
            ($"/v1.0/conversations/{conversation}/medias/{Text(media, "id")}/content", agent.Credential), ($"/v1.0/service_agents/conversations/{conversation}/medias/{Text(media, "id")}/content", agent.Credential)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (credential is not null)
                request.Headers.Authorization = new("Bearer", credential);
            using var answer = await server.Http.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(200, path);
            (await answer.Content.ReadAsByteArrayAsync()).SequenceEqual(png).ShouldBeTrue(path);
            answer.Content.Headers.ContentType!.ToString().ShouldBe("image/png");
            answer.Content.Headers.ContentDisposition!.ToString().ShouldStartWith("inline; filename=cat.png");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
        }
    }

    [Fact]
    public async Task One_that_fails_in_whatever_way_is_given_up_in_the_end()
    {
        await using var broken = await TestServer.StartAsync(settings: new() { ["Confab:Medias:GiveUpHours"] = "0" }, replace: services => services.AddSingleton<Blobs, BrokenBlobs>());
        var (conversation, _) = await SayAsync("", new { type = "image", url = host.Put("/a.png", Pictures.Png(1, 1)) }, broken);
        var media = await SettledAsync(conversation, broken);
        (Text(media, "status"), Text(media, "error")).ShouldBe(("failed", "It could not be fetched."));
    }

    [Fact]
    public async Task What_only_says_that_it_is_a_picture_is_a_file_to_be_saved()
    {
        foreach (var (name, bytes, said) in ((string, byte[], string)[])
        [
            ("evil.png", Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>"), "image/png"), ("evil.svg", Encoding.UTF8.GetBytes("<svg onload='alert(1)'/>"), "image/svg+xml"),
            ("evil.html", Encoding.UTF8.GetBytes("<script>"), "text/html"), ("paper.pdf", Encoding.UTF8.GetBytes("%PDF-1.7"), "application/pdf")
        ])
        {
            var (conversation, _) = await SayAsync("look", new { type = "image", filename = name, url = host.Put("/" + name, bytes, said) });
            var media = await SettledAsync(conversation);
            using var answer = await server.Http.GetAsync(Text(media, "url"));
            answer.Content.Headers.ContentType!.ToString().ShouldBe("application/octet-stream");
            answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            Text(media, "content_type").ShouldBe(name == "evil.png" ? "application/octet-stream" : said);
        }
    }

    [Fact]
    public async Task A_fetch_that_fails_is_tried_again_and_one_that_is_refused_says_so()
    {
        host.Put("/later.png", Pictures.Png(1, 1));
        host.Fail("/later.png", 503, 429);
        var (conversation, _) = await SayAsync("", new { type = "image", url = host.Address + "/later.png" });
        Text(await SettledAsync(conversation), "status").ShouldBe("ready");
        host.Asked.Count(path => path == "/later.png").ShouldBe(3);

        host.Fail("/gone.png", 500, 404);
        (conversation, _) = await SayAsync("", new { type = "image", url = host.Address + "/gone.png" });
        var media = await SettledAsync(conversation);
        (Text(media, "status"), Text(media, "error"), Text(media, "url")).ShouldBe(("failed", "Its address answered 404.", ""));
        (await server.Admin.GetAsync($"/v1.0/medias/{Text(media, "id")}/content")).ShouldFail(409, "STATE_INVALID");

        host.Put("/empty", []);
        (conversation, _) = await SayAsync("", new { type = "image", url = host.Address + "/empty" });
        Text(await SettledAsync(conversation), "error").ShouldBe("It is empty.");
    }

    [Fact]
    public async Task Redirects_are_followed_three_times()
    {
        var last = host.Put("/last", Pictures.Png(2, 2));
        var three = host.Redirect("/1", host.Redirect("/2", host.Redirect("/3", last)));
        var (conversation, _) = await SayAsync("", new { type = "image", url = three });
        Text(await SettledAsync(conversation), "status").ShouldBe("ready");
        (conversation, _) = await SayAsync("", new { type = "image", url = host.Redirect("/0", three) });
        Text(await SettledAsync(conversation), "error").ShouldContain("more than 3 times");
    }

    [Fact]
    public async Task Private_addresses_are_not_asked_and_what_is_too_large_or_never_answers_is_given_up()
    {
        await using var strict = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false", ["Confab:Limits:MediaBytes"] = "5000", ["Confab:Medias:GiveUpHours"] = "0" });
        var (conversation, _) = await SayAsync("", new { type = "image", url = host.Put("/private.png", Pictures.Png(1, 1)) }, strict);
        Text(await SettledAsync(conversation, strict), "error").ShouldContain("private network");
        host.Asked.ShouldBeEmpty();

        await using var small = await TestServer.StartAsync(settings: new() { ["Confab:Limits:MediaBytes"] = "5000", ["Confab:Medias:GiveUpHours"] = "0" });
        (conversation, _) = await SayAsync("", new { type = "image", url = host.Put("/large.png", Pictures.Png(1, 1, 5001)) }, small);
        Text(await SettledAsync(conversation, small), "error").ShouldBe("It is larger than 5000 bytes.");
        (conversation, _) = await SayAsync("", new { type = "image", data = Convert.ToBase64String(Pictures.Png(1, 1, 5001)) }, small);
        Text(await SettledAsync(conversation, small), "error").ShouldBe("It is too large.");
        (conversation, _) = await SayAsync("", new { type = "image", url = RealProcess.FreeUrl() + "/x" }, small);
        Text(await SettledAsync(conversation, small), "error").ShouldBe("Its address did not answer.");
    }

    [Fact]
    public async Task What_the_call_itself_carried_is_there_with_the_message()
    {
        var png = Pictures.Png(3, 4);
        var (_, media) = await SayAsync("", new { type = "image", filename = "a.png", data = Convert.ToBase64String(png) });
        (Text(media, "status"), media.GetProperty("width").GetInt32()).ShouldBe(("ready", 3));
        (await server.Http.GetByteArrayAsync(Text(media, "url"))).SequenceEqual(png).ShouldBeTrue();
        (_, media) = await SayAsync("", new { type = "file", data = "" });
        (Text(media, "status"), Text(media, "error")).ShouldBe(("failed", "It is empty."));
    }

    [Fact]
    public async Task A_call_that_is_repeated_keeps_its_bytes_once()
    {
        var account = await server.Db.ReadAsync(sql => sql.FirstAsync<Confab.Accounts.Account>($"SELECT {Confab.Accounts.AccountBook.Columns} FROM accounts LIMIT 1"));
        var opened = server.Services.GetRequiredService<Confab.Accounts.AccountBook>().Open(account!);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { id = "m1", from = "+15550199001", to = FirstStart.SandboxNumber, medias = new[] { new { type = "image", data = Convert.ToBase64String(Pictures.Png(1, 1)) } } });
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, opened.HookUrl) { Content = new ByteArrayContent(body) };
            request.Headers.Add(SandboxSignature.Header, SandboxSignature.Sign(opened.Secret, body));
            using var answer = await server.Http.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(200);
        }
        (await Stored.BlobsAsync(server)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_taken_back_is_gone_and_so_are_its_bytes()
    {
        var line = await server.AddLineAccountAsync();
        var image = FakeLine.Event("message", "Ualice", more: new() { ["message"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "image", ["id"] = "77", ["contentProvider"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "external", ["originalContentUrl"] = host.Put("/u.png", Pictures.Png(5, 5)) } } });
        (await line.SendAsync(image)).ShouldBe(200);
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations?dialog_id=Ualice")).Result[0].GetProperty("id").GetString()!;
        var media = await SettledAsync(conversation);
        Text(media, "status").ShouldBe("ready");
        (await line.SendAsync(FakeLine.Event("unsend", "Ualice", more: new() { ["unsend"] = new System.Text.Json.Nodes.JsonObject { ["messageId"] = "77" } }))).ShouldBe(200);
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages")).Result[0].GetProperty("medias").GetArrayLength().ShouldBe(0);
        (await server.Admin.GetAsync($"/v1.0/medias/{Text(media, "id")}")).ShouldFail(404, "MEDIA_NOT_FOUND");
        ((int)(await server.Http.GetAsync(Text(media, "url"))).StatusCode).ShouldBe(404);
        await Poll.UntilAsync(() => Stored.BlobsAsync(server), blobs => blobs.Count == 0);
    }

    /// <summary>A store that can keep nothing.</summary>
    private sealed class BrokenBlobs : Blobs
    {
        public override Task<long> WriteAsync(BlobName name, Stream content, long max, CancellationToken stop) => throw new IOException("no room");

        public override Task<Stream?> OpenAsync(BlobName name, long size) => Task.FromResult<Stream?>(null);

        public override Task<bool> RemoveAsync(Unit unit, BlobName name) => Task.FromResult(true);

        public override Task<(List<BlobName> Blobs, string? Next)> ListAsync(Sql sql, string from) => Task.FromResult<(List<BlobName>, string?)>(([], null));
    }

    private Task<(string Conversation, JsonElement Media)> SayAsync(string text, object media) => SayAsync(text, media, server);

    /// <summary>A pretend phone sends a media; returns the conversation and the media as the message first showed it.</summary>
    private static async Task<(string Conversation, JsonElement Media)> SayAsync(string text, object media, TestServer server)
    {
        var peer = $"+1555{Random.Shared.Next(1_000_000, 9_999_999)}";
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = peer, to = FirstStart.SandboxNumber, text, medias = new[] { media } })).Ok();
        var conversation = (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(peer)}")).Result[0].GetProperty("id").GetString()!;
        return (conversation, (await IncomingAsync(server, conversation)).GetProperty("medias")[0]);
    }

    private Task<JsonElement> SettledAsync(string conversation) => SettledAsync(conversation, server);

    private static async Task<JsonElement> SettledAsync(string conversation, TestServer server) =>
        (await Poll.UntilAsync(() => IncomingAsync(server, conversation), message => Text(message.GetProperty("medias")[0], "status") != "pending")).GetProperty("medias")[0];

    private static async Task<JsonElement> IncomingAsync(TestServer server, string conversation) =>
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages")).Result.Last(message => Text(message, "direction") == "incoming");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
