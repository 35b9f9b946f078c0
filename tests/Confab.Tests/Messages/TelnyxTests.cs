namespace Confab.Tests.Messages;

/// <summary>SMS through Telnyx, the whole way, against one that checks what it gets.</summary>
public sealed class TelnyxTests : IAsyncLifetime
{
    private const string Own = "+15550107778";
    private const string Peer = "+15550199001";
    private FakeTelnyx telnyx = null!;
    private TestServer server = null!;
    private string hook = "";

    public async ValueTask InitializeAsync()
    {
        telnyx = await FakeTelnyx.StartedAsync();
        server = await TestServer.StartAsync(settings: new() { ["Confab:Telnyx:ApiUrl"] = telnyx.Address });
        var account = (await server.Admin.PostAsync("/v1.0/conversation_accounts", new
        {
            type = "sms",
            name = "Telnyx",
            detail = "",
            token = FakeTelnyx.Key,
            provider_data = new { provider = "telnyx", public_key = Channels.Sms.TelnyxSigner.PublicKey(FakeTelnyx.Key) }
        })).Ok();
        hook = $"{server.Url}/v1.0/conversation/accounts/{account.Id}";
        (await server.Admin.PostAsync("/v1.0/numbers", new { number = Own, account_id = account.Id })).Ok();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await telnyx.DisposeAsync();
    }

    [Fact]
    public async Task A_message_comes_in_once_is_answered_and_its_receipts_move_its_delivery_on()
    {
        foreach (var _ in (int[])[1, 2])
            (await FakeTelnyx.CallAsync(server.Http, hook, Incoming("m1", "hello"))).ShouldBe(200);
        (await FakeTelnyx.CallAsync(server.Http, hook, Incoming("m2", "old"), DateTimeOffset.UtcNow.AddMinutes(-6))).ShouldBe(401);
        var path = await PathAsync();
        (await server.Admin.GetAsync(path)).Result.Length.ShouldBe(1);
        var message = (await server.Admin.PostAsync(path, new { text = "hello back", medias = Array.Empty<object>() })).Ok();
        await StatusAsync("sent");
        var sent = telnyx.Tries.ShouldHaveSingleItem();
        (sent.From, sent.To, sent.Text, sent.WebhookUrl).ShouldBe((Own, Peer, "hello back", $"{hook}?message={message.Id}"));
        foreach (var (type, status) in (ValueTuple<string, string>[])[("finalized", "delivered"), ("sent", "sent")])
            (await FakeTelnyx.CallAsync(server.Http, sent.WebhookUrl, News(sent.Id, type, status))).ShouldBe(200);
        await StatusAsync("delivered");

        Task StatusAsync(string status) => Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result[0].GetProperty("delivery").GetProperty("status").GetString() == status);
    }

    [Fact]
    public async Task A_picture_comes_in_and_is_kept_and_pictures_go_out_with_and_without_a_text()
    {
        await using var host = await FakeHost.OpenAsync();
        (await FakeTelnyx.CallAsync(server.Http, hook, Incoming("m1", "look", new { url = host.Put("/1.png", Pictures.Png(3, 4)), content_type = "image/png", size = 70 }))).ShouldBe(200);
        var path = await PathAsync();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result[0].GetProperty("medias")[0] is var media && media.GetProperty("status").GetString() == "ready" && media.GetProperty("width").GetInt32() == 3);
        foreach (var text in (string[])["", "two"])
            (await server.Admin.PostAsync(path, new { text, medias = new[] { new { type = "image", url = "https://e.com/1.png" } } })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result.All(row => row.GetProperty("status").GetString() == "done"));
        telnyx.Tries.Select(sent => (sent.Text, sent.MediaUrls!.Single())).ShouldBe([(null, "https://e.com/1.png"), ("two", "https://e.com/1.png")]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_or_a_receipt_that_says_that_the_peer_has_opted_out_keeps_the_ledger(bool byReceipt)
    {
        (await FakeTelnyx.CallAsync(server.Http, hook, Incoming("m1", "hello"))).ShouldBe(200);
        var path = await PathAsync();
        telnyx.Intercept = byReceipt ? null : async http =>
        {
            http.Response.StatusCode = 422;
            await http.Response.WriteAsync("""{"errors":[{"code":"40300","title":"Blocked due to STOP message"}]}""");
            return true;
        };
        (await server.Admin.PostAsync(path, new { text = "x", medias = Array.Empty<object>() })).Ok();
        if (byReceipt)
        {
            await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result[0].GetProperty("delivery").GetProperty("status").GetString() == "sent");
            (await FakeTelnyx.CallAsync(server.Http, hook, JsonSerializer.Serialize(new { data = new { event_type = "message.finalized", payload = new { id = telnyx.Tries[0].Id, to = new[] { new { status = "delivery_failed" } }, errors = new[] { new { code = "40300", title = "Blocked due to STOP message" } } } } }))).ShouldBe(200);
        }
        var failed = (await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result[0].GetProperty("status").GetString() == "failed")).Result[0].GetProperty("delivery");
        (failed.GetProperty("error_code").GetString(), failed.GetProperty("error_message").GetString()).ShouldBe(("40300", "Blocked due to STOP message"));
        (await server.Admin.PostAsync(path, new { text = "again", medias = Array.Empty<object>() })).ShouldFail(409, "RECIPIENT_OPTED_OUT");
    }

    [Fact]
    public async Task A_check_tries_the_key()
    {
        var path = hook.Replace(server.Url, "", StringComparison.Ordinal).Replace("conversation/accounts", "conversation_accounts", StringComparison.Ordinal);
        (await server.Admin.PostAsync(path + "/check", new { })).Ok()["ok"].ShouldBe("True");
        (await server.Admin.PutAsync(path, new { token = "another" })).Ok();
        (await server.Admin.PostAsync(path + "/check", new { })).Ok().Text.ShouldStartWith("""{"ok":false,"findings":[{"field":"token",""");
    }

    [Fact]
    public async Task An_answer_that_never_came_is_an_unknown_outcome_and_ten_minutes_of_outage_lose_and_double_nothing()
    {
        (await FakeTelnyx.CallAsync(server.Http, hook, Incoming("m1", "hello"))).ShouldBe(200);
        var path = await PathAsync();
        var failures = 3;
        telnyx.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(Interlocked.Decrement(ref failures) >= 0);
        };
        foreach (var text in (string[])["first", "second"])
            (await server.Admin.PostAsync(path, new { text, medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result.Count(row => row.GetProperty("status").GetString() == "done") == 3, 40);
        telnyx.Tries.Skip(3).Select(sent => sent.Text).ShouldBe(["first", "second"]);
        telnyx.Intercept = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        (await server.Admin.PostAsync(path, new { text = "perhaps", medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result[0].GetProperty("delivery").GetProperty("error_code").GetString() == "outcome_unknown");
        var perhaps = telnyx.Tries.Where(sent => sent.Text == "perhaps").ShouldHaveSingleItem();
        telnyx.Intercept = null;

        (await FakeTelnyx.CallAsync(server.Http, perhaps.WebhookUrl, News("telnyx-found", "finalized", "delivered"))).ShouldBe(200);
        var corrected = (await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result[0].GetProperty("delivery").GetProperty("status").GetString() == "delivered")).Result[0];
        (corrected.GetProperty("status").GetString(), corrected.GetProperty("delivery").GetProperty("error_code").GetString()).ShouldBe(("done", ""));
    }

    [Fact]
    public async Task News_at_the_address_of_another_message_are_news_of_the_one_that_telnyx_names()
    {
        (await FakeTelnyx.CallAsync(server.Http, hook, Incoming("m1", "hello"))).ShouldBe(200);
        var path = $"/v1.0/conversations/{(await server.Admin.GetAsync("/v1.0/conversations")).Result.Single().GetProperty("id").GetString()}/messages";
        foreach (var text in (string[])["one", "two"])
            (await server.Admin.PostAsync(path, new { text, medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(() => server.Admin.GetAsync(path), found => found.Result.Count(row => row.GetProperty("delivery").GetProperty("status").GetString() == "sent") == 2);
        var (one, two) = (telnyx.Tries.Single(sent => sent.Text == "one"), telnyx.Tries.Single(sent => sent.Text == "two"));
        (await FakeTelnyx.CallAsync(server.Http, two.WebhookUrl, News(one.Id, "finalized", "delivered"))).ShouldBe(200);
        (await server.Admin.GetAsync(path)).Result.Select(row => row.GetProperty("delivery").GetProperty("status").GetString()).ShouldBe(["sent", "delivered", "delivered"]);
    }

    private static string News(string id, string type, string status) =>
        JsonSerializer.Serialize(new { data = new { event_type = $"message.{type}", payload = new { id, to = new[] { new { phone_number = Peer, status } } } } });

    private async Task<string> PathAsync() =>
        $"/v1.0/conversations/{(await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(Peer)}")).Result.Single().GetProperty("id").GetString()}/messages";

    private static string Incoming(string id, string text, params object[] media) =>
        JsonSerializer.Serialize(new { data = new { event_type = "message.received", payload = new { id, from = new { phone_number = Peer }, to = new[] { new { phone_number = Own } }, text, media } } });
}
