namespace Confab.Tests.Messages;

/// <summary>Messages of ours with medias: as what they are, as links, or refused.</summary>
public sealed class MediaSendingTests : IAsyncLifetime
{
    private const string Peer = "+15550199001";
    private TestServer server = null!;
    private string path = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "hi" })).Ok();
        var id = (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result[0].GetProperty("id").GetString();
        path = $"/v1.0/conversations/{id}/messages";
        await InboxAsync(1); // the greeting
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_channel_that_carries_pictures_gets_them_by_id_and_by_address()
    {
        var media = (await server.UploadAsync(Pictures.Png(7, 8), "cat.png", "image/png")).Ok();
        var sent = (await server.Admin.PostAsync(path, new { text = "", medias = new object[] { new { id = media.Id, caption = "my cat" }, new { type = "video", url = "https://example.com/film.mp4", filename = "film.mp4", duration = 1500 } } })).Ok();
        var (first, second) = (sent.Json.GetProperty("medias")[0], sent.Json.GetProperty("medias")[1]);
        (first.GetProperty("id").GetString(), first.GetProperty("url").GetString(), first.GetProperty("width").GetInt32(), first.GetProperty("caption").GetString()).ShouldBe((media.Id, media["url"], 7, "my cat"));
        (second.GetProperty("id").GetGuid(), second.GetProperty("url").GetString(), second.GetProperty("duration").GetInt64(), second.GetProperty("type").GetString()).ShouldBe((Guid.Empty, "https://example.com/film.mp4", 1500, "video"));
        var got = (await InboxAsync(2))[0];
        (got.GetProperty("text").GetString(), got.GetProperty("medias").GetArrayLength()).ShouldBe(("", 2));
        (got.GetProperty("medias")[0].GetProperty("url").GetString(), got.GetProperty("medias")[1].GetProperty("url").GetString()).ShouldBe((media["url"], "https://example.com/film.mp4"));
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), messages => messages.Result[0].GetProperty("status").GetString() == "done");

        // What came in goes out again by its id, once it is there.
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, medias = new[] { new { type = "image", data = Convert.ToBase64String(Pictures.Png(9, 9)) } } })).Ok();
        var incoming = (await server.Admin.GetAsync(path)).Result.First(message => message.GetProperty("direction").GetString() == "incoming").GetProperty("medias")[0];
        (await server.Admin.PostAsync(path, new { text = "yours", medias = new[] { incoming } })).Ok();
        await Poll.UntilAsync(() => InboxAsync(3), inbox => inbox.Any(message => message.GetProperty("text").GetString() == "yours" && message.GetProperty("medias")[0].GetProperty("url").GetString() == incoming.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task What_a_channel_does_not_carry_goes_as_a_link_that_counts_in_the_length_of_the_text()
    {
        var line = await server.AddLineAccountAsync();
        var conversation = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString();
        var media = (await server.UploadAsync("%PDF-1.7 "u8.ToArray(), "price list.pdf", "application/pdf")).Ok();
        var sent = (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "Our prices:", medias = new[] { new { id = media.Id } } })).Ok();
        sent["text"].ShouldBe("Our prices:");
        (await server.Line.WaitForPushAsync(push => push.Text.StartsWith("Our prices", StringComparison.Ordinal))).Text.ShouldBe($"Our prices:\n{media["url"]}");
        media["url"].ShouldEndWith("/price_list.pdf");
        var longest = 5000 - 1 - media["url"].Length;
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = new string('x', longest), medias = new[] { new { id = media.Id } } })).Ok();
        Refused(await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = new string('x', longest + 1), medias = new[] { new { id = media.Id } } }), "text").ShouldContain("with the links");
    }

    [Fact]
    public async Task What_is_wrong_is_refused_by_its_name_and_nothing_is_stored()
    {
        var before = (await server.Admin.GetAsync(path)).Result.Length;
        var foreign = (await server.UploadAsync([1], by: await server.AddCustomerAsync())).Ok();
        foreach (var (media, field) in ((object, string)[])
        [
            (new { id = Guid.NewGuid() }, "medias[0].id"), (new { id = foreign.Id }, "medias[0].id"), (new { id = "x" }, "medias[0].id"), (new { id = 7 }, "medias[0].id"), (new { type = "image" }, "medias[0].id"), (new { }, "medias[0].type"),
            (new { type = "image", url = "http://example.com/x.png" }, "medias[0].url"), (new { type = "image", url = "https://a:b@example.com/x.png" }, "medias[0].url"), (new { type = "image", url = "https://example.com/x y" }, "medias[0].url"),
            (new { type = "image", url = 7 }, "medias[0].url"), (new { type = "sticker", url = "https://example.com/x" }, "medias[0].type"), (new { type = new string('x', 51) }, "medias[0].type"), (new { type = "image", url = "https://example.com/" + new string('x', 2000) }, "medias[0].url"),
            (new { type = "flex", contents = new string('x', 70_000) }, "medias[0]"), (new { type = "location", latitude = 1.5, longitude = 2.5 }, "medias[0].type"), (new { type = "image", url = "https://example.com/x", duration = -1 }, "medias[0].duration")
        ])
            Refused(await server.Admin.PostAsync(path, new { text = "x", medias = new[] { media } }), field);
        Refused(await server.Admin.PostAsync(path, new { text = "x", medias = Enumerable.Repeat(new { type = "image", url = "https://example.com/x" }, 11) }), "medias");
        Refused(await server.Admin.PostAsync(path, new { text = "x", medias = "x" }), "medias");
        Refused(await server.Admin.PostAsync(path, new { text = "x", medias = new object[] { new { type = "image", url = "https://example.com/x" }, new { type = "location" } } }), "medias[1].type").ShouldContain("SMS does not carry");
        Refused(await server.Admin.PostAsync(path, new { text = "" }), "text");
        (await server.Admin.GetAsync(path)).Result.Length.ShouldBe(before);
    }

    [Fact]
    public async Task A_media_that_is_not_there_yet_or_no_longer_is_not_sent()
    {
        await using var host = await FakeHost.OpenAsync();
        host.Fail("/never.png", [.. Enumerable.Repeat(503, 100)]);
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, medias = new[] { new { type = "image", url = host.Address + "/never.png" } } })).Ok();
        var pending = (await server.Admin.GetAsync(path)).Result.First(message => message.GetProperty("medias").GetArrayLength() > 0).GetProperty("medias")[0];
        (await server.Admin.PostAsync(path, new { medias = new[] { new { id = pending.GetProperty("id") } } })).ShouldFail(409, "STATE_INVALID");
        var media = (await server.UploadAsync(Pictures.Png(7, 8))).Ok();
        (await server.Admin.DeleteAsync($"/v1.0/medias/{media.Id}")).Ok();
        Refused(await server.Admin.PostAsync(path, new { medias = new[] { new { id = media.Id } } }), "medias[0].id");
    }

    [Fact]
    public async Task A_message_whose_media_is_deleted_before_it_goes_out_fails_and_says_why()
    {
        var line = await server.AddLineAccountAsync();
        var conversation = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString();
        var media = (await server.UploadAsync("%PDF-1.7 "u8.ToArray(), "a.pdf")).Ok();
        server.Line.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(http.Request.Method == "POST");
        };
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "read this", medias = new[] { new { id = media.Id } } }, ("Idempotency-Key", "k"))).Ok();
        await server.Line.WaitAsync(() => server.Line.Tries.Count > 0);
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "read this", medias = new[] { new { id = media.Id } } }, ("Idempotency-Key", "k"))).Headers["Idempotent-Replayed"].ShouldBe("true");
        (await server.Admin.DeleteAsync($"/v1.0/medias/{media.Id}")).Ok();
        server.Line.Intercept = null;
        var failed = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages"), messages => messages.Result[0].GetProperty("status").GetString() == "failed");
        failed.Result[0].GetProperty("delivery").GetProperty("error_code").GetString().ShouldBe("media_deleted");
        server.Line.Pushes.ShouldBeEmpty();
    }

    private static string Refused(Answer answer, string field)
    {
        answer.Status.ShouldBe(400, answer.Text);
        answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(field, answer.Text);
        return answer.Json.GetProperty("error").GetProperty("message").GetString()!;
    }

    /// <summary>What is on the phone, newest first, once there are so many.</summary>
    private async Task<JsonElement[]> InboxAsync(int count) =>
        (await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(Peer)}"), inbox => inbox.Result.Length >= count)).Result;
}
