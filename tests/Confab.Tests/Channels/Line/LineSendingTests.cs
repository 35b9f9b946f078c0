using System.Text.Json.Nodes;
using Confab.Channels;
using Confab.Channels.Line;
using Confab.Demo;

namespace Confab.Tests.Channels.Line;

/// <summary>What goes out to LINE, against a LINE that checks it by LINE's own description.</summary>
public sealed class LineSendingTests : IAsyncLifetime
{
    private const string Url = "https://chat.example.com/m/1";
    private readonly ProviderHttp http = new();
    private FakeLine line = null!;
    private LineChannel channel = null!;

    private static ChannelAccount Account { get; } = new(Guid.NewGuid(), "line", "secret", "token", new Dictionary<string, string>(), "https://chat.example.com/hook");

    public async ValueTask InitializeAsync()
    {
        line = await FakeLine.StartAsync("token");
        channel = new LineChannel(new ChannelSettings(line.Address, line.Address, ""), http);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await line.DisposeAsync();
    }

    [Theory]
    [InlineData("image", """{"preview_url":"https://e.com/p.jpg"}""", "image/jpeg", """{"type":"image","originalContentUrl":"URL","previewImageUrl":"https://e.com/p.jpg"}""")]
    [InlineData("image", "{}", "image/png", """{"type":"image","originalContentUrl":"URL","previewImageUrl":"URL"}""")]
    [InlineData("video", """{"preview_url":"https://e.com/p.jpg"}""", "video/mp4", """{"type":"video","originalContentUrl":"URL","previewImageUrl":"https://e.com/p.jpg"}""")]
    [InlineData("audio", """{"duration":1500}""", "audio/mpeg", """{"type":"audio","originalContentUrl":"URL","duration":1500}""")]
    [InlineData("location", """{"title":"Office","address":"Tokyo","latitude":35.5,"longitude":139}""", "", """{"type":"location","title":"Office","address":"Tokyo","latitude":35.5,"longitude":139}""")]
    [InlineData("location", """{"latitude":35.5,"longitude":139}""", "", """{"type":"location","title":"35.5, 139","address":"35.5, 139","latitude":35.5,"longitude":139}""")]
    [InlineData("sticker", """{"package_id":446,"sticker_id":"1988"}""", "", """{"type":"sticker","packageId":"446","stickerId":"1988"}""")]
    [InlineData("flex", """{"altText":"Menu","filename":"","id":"x","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"hi"}]}}}""", "",
        """{"type":"flex","altText":"Menu","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"hi"}]}}}""")]
    [InlineData("template", """{"altText":"Sure?","template":{"type":"confirm","text":"Sure?","actions":[{"type":"message","label":"Yes","text":"yes"},{"type":"postback","label":"No","data":"no"}]}}""", "",
        """{"type":"template","altText":"Sure?","template":{"type":"confirm","text":"Sure?","actions":[{"type":"message","label":"Yes","text":"yes"},{"type":"postback","label":"No","data":"no"}]}}""")]
    [InlineData("imagemap", """{"baseUrl":"https://e.com/map","altText":"Map","baseSize":{"width":1040,"height":1040},"actions":[{"type":"uri","linkUri":"https://e.com","area":{"x":0,"y":0,"width":520,"height":1040}}]}""", "",
        """{"type":"imagemap","baseUrl":"https://e.com/map","altText":"Map","baseSize":{"width":1040,"height":1040},"actions":[{"type":"uri","linkUri":"https://e.com","area":{"x":0,"y":0,"width":520,"height":1040}}]}""")]
    [InlineData("text", """{"text":"Which?","quickReply":{"items":[{"type":"action","action":{"type":"message","label":"A","text":"a"}}]}}""", "",
        """{"type":"text","quickReply":{"items":[{"type":"action","action":{"type":"message","label":"A","text":"a"}}]},"text":"Which?"}""")]
    [InlineData("textV2", """{"text":"Hi {who} {smile}","substitution":{"who":{"type":"mention","mentionee":{"type":"user","userId":"U1"}},"smile":{"type":"emoji","productId":"1","emojiId":"2"}}}""", "",
        """{"type":"textV2","text":"Hi {who} {smile}","substitution":{"who":{"type":"mention","mentionee":{"type":"user","userId":"U1"}},"smile":{"type":"emoji","productId":"1","emojiId":"2"}}}""")]
    [InlineData("coupon", """{"couponId":"01JYNW8JMQVFBNWF1APF8Z3FS7","deliveryTag":"shop"}""", "", """{"type":"coupon","couponId":"01JYNW8JMQVFBNWF1APF8Z3FS7","deliveryTag":"shop"}""")]
    [InlineData("template", """{"altText":"Pay","template":{"type":"buttons","text":"Pay","actions":[{"type":"uri","label":"Here","uri":"https://e.com"}]},"sender":{"name":"Ann"}}""", "",
        """{"type":"template","sender":{"name":"Ann"},"altText":"Pay","template":{"type":"buttons","text":"Pay","actions":[{"type":"uri","label":"Here","uri":"https://e.com"}]}}""")]
    [InlineData("template", """{"altText":"Two","template":{"type":"carousel","columns":[{"text":"A","actions":[{"type":"datetimepicker","label":"When","data":"x","mode":"date"}]}]}}""", "",
        """{"type":"template","altText":"Two","template":{"type":"carousel","columns":[{"text":"A","actions":[{"type":"datetimepicker","label":"When","data":"x","mode":"date"}]}]}}""")]
    [InlineData("template", """{"altText":"See","template":{"type":"image_carousel","columns":[{"imageUrl":"https://e.com/1.png","action":{"type":"camera","label":"Show"}}]}}""", "",
        """{"type":"template","altText":"See","template":{"type":"image_carousel","columns":[{"imageUrl":"https://e.com/1.png","action":{"type":"camera","label":"Show"}}]}}""")]
    [InlineData("flex", """{"altText":"All","contents":{"type":"carousel","contents":[{"type":"bubble"}]}}""", "", """{"type":"flex","altText":"All","contents":{"type":"carousel","contents":[{"type":"bubble"}]}}""")]
    public async Task Medias_of_every_type_go_out_as_lines_objects(string type, string entry, string contentType, string expected)
    {
        var media = Media(type, entry, contentType, contentType.Length > 0 ? Url : "");
        channel.Fit(media).Way.ShouldBe(MediaWay.Native);
        (await SendAsync("", media)).ShouldBeOfType<SendResult.Sent>();
        JsonNode.DeepEquals(line.Pushes.Single().Messages.Single(), JsonNode.Parse(expected.Replace("URL", Url, StringComparison.Ordinal))).ShouldBeTrue(line.Pushes.Single().Messages.Single().ToJsonString());
    }

    [Theory]
    [InlineData("file", "{}", "application/pdf", 10)]
    [InlineData("image", "{}", "image/gif", 10)]
    [InlineData("image", "{}", "image/png", 10_000_001)]
    [InlineData("video", "{}", "video/mp4", 10)]
    [InlineData("video", """{"preview_url":"https://e.com/p.jpg"}""", "video/webm", 10)]
    [InlineData("audio", "{}", "audio/mpeg", 10)]
    [InlineData("audio", """{"duration":1}""", "audio/ogg", 10)]
    public void What_line_does_not_take_goes_as_a_link(string type, string entry, string contentType, long size)
    {
        channel.Fit(Media(type, entry, contentType, Url, size)).Way.ShouldBe(MediaWay.Link);
        channel.Fit(Media(type, entry, contentType, "", size)).Way.ShouldBe(MediaWay.Refused);
    }

    [Fact]
    public void Without_tls_and_so_without_lines_fetching_it_it_goes_as_a_link_and_by_its_ending_where_the_type_is_not_known()
    {
        channel.Fit(Media("image", "{}", "image/png", "http://chat.example.com/m/1")).Way.ShouldBe(MediaWay.Link);
        channel.Fit(Media("image", "{}", "", "https://e.com/a.JPG?x=1")).Way.ShouldBe(MediaWay.Native);
        channel.Fit(Media("image", "{}", "", "https://e.com/a.gif")).Way.ShouldBe(MediaWay.Link);
    }

    [Theory]
    [InlineData("location", """{"latitude":35.5}""", "longitude is required.")]
    [InlineData("location", """{"latitude":91,"longitude":0}""", "latitude must be -90 to 90.")]
    [InlineData("sticker", """{"package_id":"1"}""", "stickerId is required.")]
    [InlineData("flex", """{"contents":{"type":"bubble"}}""", "altText is required.")]
    [InlineData("flex", """{"altText":"x","contents":{"type":"page"}}""", "contents.type must be one of bubble, carousel.")]
    [InlineData("flex", """{"altText":"x","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"image","url":"http://e.com/x.png"}]}}}""", "contents.body.contents[0].url must be an address that begins with https://.")]
    [InlineData("template", """{"altText":"x","template":{"type":"confirm","text":"x","actions":[]}}""", "template.actions must have 2 to 2 entries.")]
    [InlineData("imagemap", """{"altText":"x","baseUrl":"https://e.com","baseSize":{"width":"1040","height":1},"actions":[]}""", "baseSize.width must be a whole number.")]
    [InlineData("textV2", """{"text":"{a}","substitution":{"a":{"type":"mention","mentionee":{"type":"user"}}}}""", "substitution.a.mentionee.userId is required.")]
    [InlineData("textV2", """{"text":"{a}","substitution":[]}""", "substitution must be an object.")]
    [InlineData("coupon", "{}", "couponId is required.")]
    [InlineData("text", """{"text":""}""", "text must be 1 to 5000 characters long.")]
    [InlineData("image", """{"preview_url":"http://e.com/p.jpg"}""", "previewImageUrl must be an address that begins with https://.")]
    [InlineData("pigeon", "{}", "is of type pigeon, which LINE does not carry.")]
    public void What_line_would_refuse_is_refused_beforehand_with_the_place(string type, string entry, string why) =>
        channel.Fit(Media(type, entry, type == "image" ? "image/png" : "", type == "image" ? Url : "")).ShouldBe(new MediaFit(MediaWay.Refused, why));

    [Fact]
    public async Task Text_and_medias_go_out_in_calls_of_up_to_five_text_first_each_under_a_key_of_its_own()
    {
        var message = Message("hello", [.. Enumerable.Range(1, 7).Select(i => Media("sticker", $$"""{"package_id":"1","sticker_id":"{{i}}"}"""))]);
        (await channel.SendAsync(message, Account, default)).ShouldBeOfType<SendResult.Sent>().ProviderId.ShouldBe("1");
        line.Pushes.Select(push => push.Messages.Count).ShouldBe([5, 3]);
        line.Pushes.SelectMany(push => push.Messages).Select(part => (string?)(part["text"] ?? part["stickerId"])).ShouldBe(["hello", "1", "2", "3", "4", "5", "6", "7"]);
        line.Pushes[0].RetryKey.ShouldBe(message.Id.ToString());
        line.Pushes[1].RetryKey.ShouldNotBe(message.Id.ToString());
        (await channel.SendAsync(message, Account, default)).ShouldBeOfType<SendResult.Sent>().ProviderId.ShouldBe("1");
        (line.Pushes.Count, line.Tries.Count).ShouldBe((2, 4));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(503)]
    public async Task What_came_half_way_is_told_and_goes_on_where_it_stopped(int status)
    {
        var message = Message("hello", [.. Enumerable.Range(1, 7).Select(i => Media("sticker", $$"""{"package_id":"1","sticker_id":"{{i}}"}"""))]);
        line.Intercept = http =>
        {
            if (http.Request.Headers["X-Line-Retry-Key"] == message.Id.ToString())
                return Task.FromResult(false);
            http.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        var result = await channel.SendAsync(message, Account, default);
        (result switch { SendResult.Refused refused => refused.Reason, SendResult.RetryLater later => later.Reason, _ => "" }).ShouldBe($"The first 5 of 8 parts were delivered. LINE answered {status}.");
        (result is SendResult.Refused).ShouldBe(status == 400);
        line.Intercept = null;
        (await channel.SendAsync(message, Account, default)).ShouldBeOfType<SendResult.Sent>();
        line.Pushes.Select(push => push.Messages.Count).ShouldBe([5, 3]);
    }

    [Fact]
    public async Task A_reply_token_answers_once_and_where_it_is_too_old_the_message_is_pushed()
    {
        line.ReplyTokens["good"] = true;
        var message = Message("hello") with { ReplyToken = "good" };
        (await channel.SendAsync(message, Account, default)).ShouldBeOfType<SendResult.Sent>();
        (line.Pushes.Single().ReplyToken, line.Pushes.Single().RetryKey).ShouldBe(("good", ""));
        (await channel.SendAsync(Message("again") with { ReplyToken = "good" }, Account, default)).ShouldBeOfType<SendResult.Sent>();
        (line.Pushes[1].ReplyToken, line.Pushes[1].To).ShouldBe(("", "U1"));
    }

    [Fact]
    public async Task A_reply_that_is_not_answered_is_not_repeated()
    {
        line.Intercept = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        (await channel.SendAsync(Message("hello") with { ReplyToken = "good" }, Account, default)).ShouldBeOfType<SendResult.Unknown>();
        line.Tries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_are_fetched_with_the_token_when_they_are_ready_and_never_from_elsewhere()
    {
        line.Contents["1"] = [1, 2, 3];
        line.Contents["2"] = [];
        using var found = (await channel.FetchAsync("1", Account, default)).ShouldBeOfType<MediaFetch.Found>().Answer;
        (await found.Content.ReadAsByteArrayAsync()).ShouldBe([1, 2, 3]);
        (await channel.FetchAsync("2", Account, default)).ShouldBeOfType<MediaFetch.RetryLater>();
        (await channel.FetchAsync("3", Account, default)).ShouldBeOfType<MediaFetch.Gone>();
        (await channel.FetchAsync("../../bot/info", Account, default)).ShouldBeOfType<MediaFetch.Gone>();
        (await channel.FetchAsync("https://example.com/a.jpg", Account, default)).ShouldBe(new MediaFetch.Elsewhere("https://example.com/a.jpg"));
        (await channel.FetchAsync("1", Account with { Token = "old" }, default)).ShouldBeOfType<MediaFetch.RetryLater>();
        foreach (var status in (int[])[410, 404, 429, 500, 302])
        {
            line.Intercept = http =>
            {
                http.Response.StatusCode = status;
                return Task.FromResult(true);
            };
            (await channel.FetchAsync("1", Account, default) is MediaFetch.Gone).ShouldBe(status is 410 or 404 or 302, $"{status}");
        }
    }

    [Fact]
    public async Task Members_and_groups_have_names_and_pictures()
    {
        (line.Profiles["Uann"], line.Groups["Cone"]) = ("Ann", "Friends");
        (await channel.GetMemberAsync("Cone", "Uann", Account, default)).Name.ShouldBe("Ann");
        (await channel.GetMemberAsync("Rone", "Uann", Account, default)).Name.ShouldBe("Ann");
        (await channel.GetMemberAsync("Cone", "Unobody", Account, default)).ShouldBe(new ProfileResult(null));
        (await channel.GetProfileAsync("Cone", Account, default)).ShouldBe(new ProfileResult("Friends") { Picture = "https://profile.line-scdn.net/Friends" });
        (await channel.GetProfileAsync("Rone", Account, default)).ShouldBe(new ProfileResult(null));
    }

    private Task<SendResult> SendAsync(string text, params OutboundMedia[] medias) => channel.SendAsync(Message(text, medias), Account, default);

    private static OutboundMessage Message(string text, params OutboundMedia[] medias) =>
        new(Guid.NewGuid(), "U1", new Address("line", "", "me"), new Address("line", "U1"), text) { Medias = medias };

    private static OutboundMedia Media(string type, string entry, string contentType = "", string url = "", long size = 10) =>
        new(Guid.Empty, type, "", contentType, size, url, JsonDocument.Parse(entry).RootElement);
}
