using System.Text.Json.Nodes;
using Confab.Channels;
using Confab.Channels.WhatsApp;

namespace Confab.Tests.Channels.WhatsApp;

/// <summary>What goes out to WhatsApp, against one that checks what it gets.</summary>
public sealed class WhatsAppSendTests : IAsyncLifetime
{
    private static readonly Guid Id = Guid.Parse("550e8400-e29b-41d4-a716-446655440000");
    private readonly ProviderHttp http = new();
    private readonly MovableClock clock = new();
    private FakeWhatsApp whatsapp = null!;
    private WhatsAppChannel channel = null!;

    private static ChannelAccount Account { get; } = new(Guid.NewGuid(), "whatsapp", FakeWhatsApp.VerifyToken, FakeWhatsApp.Token,
        new Dictionary<string, string> { ["phone_number_id"] = FakeWhatsApp.NumberId, ["app_secret"] = FakeWhatsApp.AppSecret }, "");

    public async ValueTask InitializeAsync()
    {
        whatsapp = await FakeWhatsApp.StartedAsync();
        channel = new WhatsAppChannel(new ChannelSettings("", "", "", WhatsAppApi: whatsapp.Address), http, clock);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await whatsapp.DisposeAsync();
    }

    [Theory]
    [InlineData("hello", false)]
    [InlineData("look: https://shop.example/1", true)]
    public async Task A_text_goes_out_with_a_preview_of_its_link(string text, bool preview)
    {
        (await SendAsync(Message(text))).ShouldBe(["wamid.fake1"]);
        var sent = whatsapp.Taken.ShouldHaveSingleItem();
        sent.Body!.ToJsonString().ShouldBe(new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["recipient_type"] = "individual",
            ["to"] = "16505551234",
            ["type"] = "text",
            ["text"] = new JsonObject { ["body"] = text, ["preview_url"] = preview },
            ["biz_opaque_callback_data"] = Id.ToString()
        }.ToJsonString());
    }

    [Theory]
    [InlineData("image", "image/jpeg", 1000, "image")]
    [InlineData("image", "image/webp", 1000, "document")]
    [InlineData("image", "image/png", 6_000_000, "document")]
    [InlineData("video", "video/mp4", 16_000_000, "video")]
    [InlineData("video", "video/quicktime", 1000, "document")]
    [InlineData("audio", "audio/ogg; codecs=opus", 1000, "audio")]
    [InlineData("audio", "audio/wav", 1000, "document")]
    [InlineData("file", "application/pdf", 90_000_000, "document")]
    [InlineData("sticker", "image/webp", 1000, "sticker")]
    [InlineData("sticker", "image/png", 1000, "image")]
    [InlineData("image", "", 0, "image")]
    public async Task A_file_goes_out_by_its_link_as_what_WhatsApp_shows_or_as_a_document(string type, string contentType, long size, string sentAs)
    {
        var media = File(type, contentType, size);
        channel.Fit(media).Way.ShouldBe(MediaWay.Native);
        await SendAsync(Message("", media));
        var sent = whatsapp.Taken.ShouldHaveSingleItem();
        (sent.Type, (string?)sent.Content["link"], (string?)sent.Content["filename"]).ShouldBe((sentAs, "https://chat.example/m/1", sentAs == "document" ? "a.bin" : null));
    }

    [Fact]
    public async Task One_file_and_a_text_are_one_call_with_a_caption_and_more_are_several()
    {
        (await SendAsync(Message("look", File("image", "image/jpeg", 1)))).Count.ShouldBe(1);
        ((string?)whatsapp.Taken[0].Content["caption"]).ShouldBe("look");
        (await SendAsync(Message("listen", File("audio", "audio/mpeg", 1)))).Count.ShouldBe(2);
        (await SendAsync(Message(new string('x', 1025), File("image", "image/jpeg", 1)))).Count.ShouldBe(2);
        (await SendAsync(Message("three", File("image", "image/jpeg", 1), File("video", "video/mp4", 1)))).Count.ShouldBe(3);
        whatsapp.Taken.Skip(5).Select(sent => (sent.Type, sent.Mark)).ShouldBe([("text", $"{Id}/0"), ("image", $"{Id}/1"), ("video", $"{Id}")]);
    }

    [Theory]
    [InlineData("""{"type":"location","latitude":37.4,"longitude":-122.1,"title":"Philz","address":"101 Forest Ave"}""", """{"latitude":37.4,"longitude":-122.1,"name":"Philz","address":"101 Forest Ave"}""")]
    [InlineData("""{"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}""", """{"name":"hello_world","language":{"code":"en_US"}}""")]
    [InlineData("""{"type":"interactive","interactive":{"type":"button","body":{"text":"Well?"},"action":{"buttons":[]}}}""", """{"type":"button","body":{"text":"Well?"},"action":{"buttons":[]}}""")]
    [InlineData("""{"type":"contacts","contacts":[{"name":{"formatted_name":"Ann","first_name":"Ann"}}]}""", """[{"name":{"formatted_name":"Ann","first_name":"Ann"}}]""")]
    public async Task Places_templates_questions_and_cards_go_out_as_they_are(string entry, string content)
    {
        var media = Entry(entry);
        channel.Fit(media).Way.ShouldBe(MediaWay.Native);
        await SendAsync(Message("", media));
        whatsapp.Taken.ShouldHaveSingleItem().Content.ToJsonString().ShouldBe(content);
    }

    [Theory]
    [InlineData("""{"type":"reaction","message_id":"x","emoji":"👍"}""", "👍")]
    [InlineData("""{"type":"reaction","message_id":"x"}""", "")]
    public async Task A_reaction_names_the_message_that_it_is_about(string entry, string emoji)
    {
        await SendAsync(Message("", Entry(entry) with { About = "wamid.theirs" }));
        var sent = whatsapp.Taken.ShouldHaveSingleItem();
        ((string?)sent.Content["message_id"], (string?)sent.Content["emoji"]).ShouldBe(("wamid.theirs", emoji));
    }

    [Fact]
    public async Task An_answer_names_the_message_that_it_answers()
    {
        var media = Entry("""{"type":"reply_context","message_id":"x"}""") with { About = "wamid.theirs" };
        await SendAsync(Message("that one", media));
        var sent = whatsapp.Taken.ShouldHaveSingleItem();
        ((string?)sent.Body!["context"]!["message_id"], sent.Text).ShouldBe(("wamid.theirs", "that one"));
        (await channel.SendAsync(Message("", media), Account, default)).ShouldBeOfType<SendResult.Refused>().Code.ShouldBe("empty");
    }

    [Theory]
    [InlineData("""{"type":"location","latitude":"37.4","longitude":-122.1}""")]
    [InlineData("""{"type":"location","latitude":91,"longitude":-122.1}""")]
    [InlineData("""{"type":"template","name":"hello_world"}""")]
    [InlineData("""{"type":"interactive","interactive":[]}""")]
    [InlineData("""{"type":"contacts","contacts":[]}""")]
    [InlineData("""{"type":"reaction","emoji":"👍"}""")]
    [InlineData("""{"type":"reaction","message_id":"x","emoji":7}""")]
    [InlineData("""{"type":"reply_context"}""")]
    [InlineData("""{"type":"hologram"}""")]
    public void What_WhatsApp_would_refuse_is_refused_at_once(string entry)
    {
        var fit = channel.Fit(Entry(entry));
        fit.Way.ShouldBe(MediaWay.Refused);
        fit.Why.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_is_too_large_goes_as_a_link() => channel.Fit(File("file", "application/zip", 101L << 20)).Way.ShouldBe(MediaWay.Link);

    [Fact]
    public void Outside_the_window_templates_go_and_nothing_else()
    {
        var template = Entry("""{"type":"template","template":{}}""");
        channel.GoesOutside("", [template]).ShouldBeTrue();
        channel.GoesOutside("and a text", [template]).ShouldBeFalse();
        channel.GoesOutside("", [template, File("image", "image/jpeg", 1)]).ShouldBeFalse();
        channel.GoesOutside("", []).ShouldBeFalse();
    }

    [Theory]
    [InlineData(400, 130429, "later")]
    [InlineData(429, 80007, "later")]
    [InlineData(400, 131056, "peer")]
    [InlineData(400, 131000, "later")]
    [InlineData(500, 131016, "later")]
    [InlineData(503, 2, "later")]
    [InlineData(400, 131026, "number is not on WhatsApp")]
    [InlineData(400, 131047, "24 hours")]
    [InlineData(400, 131008, "value of the message")]
    [InlineData(400, 100, "value of the message")]
    [InlineData(401, 190, "later")]
    [InlineData(400, 190, "later")]
    [InlineData(403, 10, "later")]
    [InlineData(403, 131005, "later")]
    [InlineData(403, 368, "blocked the account")]
    [InlineData(403, 131031, "locked the account")]
    [InlineData(404, 132001, "no such template")]
    public async Task Each_error_says_whether_to_try_again_and_why_not(int status, int code, string outcome)
    {
        whatsapp.Intercept = FakeWhatsApp.Error(status, code, "the details");
        var result = await channel.SendAsync(Message("hello"), Account, default);
        if (outcome is "later" or "peer")
        {
            var later = result.ShouldBeOfType<SendResult.RetryLater>();
            (later.Code, later.IsAboutPeer).ShouldBe(($"{code}", outcome == "peer"));
        }
        else
        {
            var refused = result.ShouldBeOfType<SendResult.Refused>();
            refused.Code.ShouldBe($"{code}");
            refused.Reason.ShouldContain(outcome);
            refused.Reason.ShouldContain("the details");
        }
    }

    [Fact]
    public async Task Without_an_answer_nobody_knows_and_what_was_never_written_is_tried_again()
    {
        whatsapp.Intercept = call =>
        {
            call.Abort();
            return Task.FromResult(true);
        };
        (await channel.SendAsync(Message("perhaps"), Account, default)).ShouldBeOfType<SendResult.Unknown>();
        var nowhere = new WhatsAppChannel(new ChannelSettings("", "", "", WhatsAppApi: "http://127.0.0.1:9"), http, clock);
        (await nowhere.SendAsync(Message("later"), Account, default)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("not_reached");
    }

    [Fact]
    public async Task A_peer_is_written_to_no_faster_than_Meta_allows_and_others_do_not_wait()
    {
        for (var i = 0; i < 45; i++)
            (await channel.SendAsync(Message($"{i}"), Account, default)).ShouldBeOfType<SendResult.Sent>();
        var wait = (await channel.SendAsync(Message("too soon"), Account, default)).ShouldBeOfType<SendResult.RetryLater>();
        (wait.IsAboutPeer, wait.After).ShouldBe((true, TimeSpan.FromSeconds(6)));
        (await channel.SendAsync(Message("another peer") with { DialogId = "16505559999" }, Account, default)).ShouldBeOfType<SendResult.Sent>();
        clock.Passed += TimeSpan.FromSeconds(6);
        (await channel.SendAsync(Message("in time"), Account, default)).ShouldBeOfType<SendResult.Sent>();
        (await channel.SendAsync(Message("too soon again"), Account, default)).ShouldBeOfType<SendResult.RetryLater>();
        whatsapp.Taken.Count.ShouldBe(47);
    }

    [Fact]
    public async Task Where_Meta_says_that_it_is_too_fast_for_a_peer_that_peer_waits()
    {
        whatsapp.Intercept = FakeWhatsApp.Error(400, 131056);
        (await channel.SendAsync(Message("hello"), Account, default)).ShouldBeOfType<SendResult.RetryLater>().After.ShouldBe(TimeSpan.FromSeconds(15));
        whatsapp.Intercept = null;
        (await channel.SendAsync(Message("hello"), Account, default)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("paced");
        clock.Passed += TimeSpan.FromSeconds(6);
        (await channel.SendAsync(Message("hello"), Account, default)).ShouldBeOfType<SendResult.Sent>();
    }

    [Fact]
    public async Task A_media_is_fetched_by_its_id_with_the_token_from_Metas_hosts_only()
    {
        var found = (await channel.FetchAsync("1003383421387256", Account, default)).ShouldBeOfType<MediaFetch.Found>();
        using (found.Answer)
            (await found.Answer.Content.ReadAsByteArrayAsync()).ShouldBe([0xFF, 0xD8, 0xFF, 0xE0]);
        foreach (var url in (string[])["https://evil.example/x", "http://lookaside.fbsbx.com/x", "https://fbsbx.com.evil.example/x", "https://evilfbsbx.com/x", "file:///etc/passwd", ""])
        {
            whatsapp.Intercept = async call =>
            {
                await call.Response.WriteAsJsonAsync(new { url });
                return true;
            };
            (await channel.FetchAsync("1003383421387256", Account, default)).ShouldBeOfType<MediaFetch.Gone>();
        }
    }

    [Theory]
    [InlineData(400, 100, false)]
    [InlineData(401, 190, true)]
    [InlineData(400, 131000, true)]
    [InlineData(500, 0, true)]
    public async Task A_media_that_is_not_there_is_gone_and_one_that_cannot_be_had_now_is_tried_again(int status, int code, bool again)
    {
        whatsapp.Intercept = FakeWhatsApp.Error(status, code);
        var fetched = await channel.FetchAsync("1003383421387256", Account, default);
        (fetched is MediaFetch.RetryLater, fetched is MediaFetch.Gone).ShouldBe((again, !again));
        whatsapp.Intercept = call =>
        {
            call.Response.StatusCode = 404;
            return Task.FromResult(call.Request.Path.StartsWithSegments("/bytes", StringComparison.Ordinal));
        };
        (await channel.FetchAsync("1003383421387256", Account, default)).ShouldBeOfType<MediaFetch.RetryLater>("its address has run out, and the next try gets a new one");
    }

    [Theory]
    [InlineData(FakeWhatsApp.Token, FakeWhatsApp.NumberId, FakeWhatsApp.AppSecret, "")]
    [InlineData("another", FakeWhatsApp.NumberId, FakeWhatsApp.AppSecret, "token")]
    [InlineData(FakeWhatsApp.Token, "7", FakeWhatsApp.AppSecret, "provider_data.phone_number_id")]
    [InlineData(FakeWhatsApp.Token, FakeWhatsApp.NumberId, "another", "provider_data.app_secret")]
    public async Task Settings_are_tried_at_Meta(string token, string numberId, string appSecret, string field)
    {
        var faults = await channel.ProbeAsync(Account with { Token = token, ProviderData = new Dictionary<string, string> { ["phone_number_id"] = numberId, ["app_secret"] = appSecret } }, default);
        string.Concat(faults.Select(fault => fault.Field)).ShouldBe(field);
    }

    private async Task<List<string>> SendAsync(OutboundMessage message)
    {
        var ids = new List<string>();
        for (var part = 0; part < channel.Parts(message); part++)
            ids.Add((await channel.SendAsync(message with { Part = part }, Account, default)).ShouldBeOfType<SendResult.Sent>().ProviderId);
        return ids;
    }

    private static OutboundMessage Message(string text, params OutboundMedia[] medias) =>
        new(Id, "16505551234", new Address("whatsapp", "15550783881", "me"), new Address("whatsapp", "16505551234", "Ann"), text) { Medias = medias };

    private static OutboundMedia File(string type, string contentType, long size) => new(Guid.NewGuid(), type, "a.bin", contentType, size, "https://chat.example/m/1", JsonDocument.Parse("{}").RootElement);

    private static OutboundMedia Entry(string json)
    {
        var entry = JsonDocument.Parse(json).RootElement;
        return new OutboundMedia(Guid.Empty, entry.GetProperty("type").GetString()!, "", "", 0, "", entry);
    }

    /// <summary>A clock whose time passes when it is told to.</summary>
    private sealed class MovableClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long GetTimestamp() => Passed.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
