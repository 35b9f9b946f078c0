using System.Security.Cryptography;
using System.Text;
using Confab.Channels;
using Confab.Channels.Line;

namespace Confab.Tests.Channels.Line;

public sealed class LineChannelTests : AdapterTests, IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Channels", "Line", "Fixtures");
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new LineChannel(new ChannelSettings("http://127.0.0.1:9", "", ""), http);

    private protected override ChannelAccount Account { get; } = new(Guid.NewGuid(), "line", "secret", "token", new Dictionary<string, string>(), "");

    private protected override IReadOnlyList<string> Bodies { get; } = [.. Directory.GetFiles(Fixtures, "*.json").Order().Select(File.ReadAllText)];

    public void Dispose() => http.Dispose();

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => new("POST", "", new Dictionary<string, string>
    {
        ["x-line-signature"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Secret), body))
    }, body);

    [Theory]
    [InlineData("message-text", "Hello, Bot!", "")]
    [InlineData("message-image", "", "image")]
    [InlineData("message-video", "", "video")]
    [InlineData("message-audio", "", "audio")]
    [InlineData("message-file", "", "file")]
    [InlineData("message-location", "", "location")]
    [InlineData("message-sticker", "", "sticker")]
    [InlineData("message-image-external", "", "image")]
    [InlineData("message-text-standby", "Hello, Bot!", "")]
    [InlineData("postback", "storeId=12345", "postback")]
    [InlineData("postback-richmenu", "menu=2", "postback")]
    public void Messages_of_every_type_are_taken(string fixture, string text, string media)
    {
        var message = Read(fixture).ShouldBeOfType<Inbound.Message>();
        message.Text.ShouldBe(text);
        string.Concat(message.Medias.Select(item => item.Type)).ShouldBe(media);
        message.DialogId.ShouldBe("U80696558e1aa831");
    }

    [Theory]
    [InlineData("follow", "U80696558e1aa831", PeerState.Active)]
    [InlineData("unfollow", "U80696558e1aa831", PeerState.Blocked)]
    [InlineData("join", "Ca56f94637c", PeerState.Active)]
    [InlineData("leave", "Ca56f94637c", PeerState.Left)]
    public void Who_comes_and_goes_is_told_with_when(string fixture, string dialog, PeerState state)
    {
        var contact = Read(fixture).ShouldBeOfType<Inbound.Contact>();
        (contact.DialogId, contact.State, contact.At.Micros / 1_000_000_000).ShouldBe((dialog, state, 1462629));
    }

    [Fact]
    public void Unsend_takes_back() => Read("unsend").ShouldBeOfType<Inbound.Unsend>().ProviderId.ShouldBe("325708");

    [Fact]
    public void In_a_group_or_room_the_peer_is_that_and_the_one_who_wrote_is_told()
    {
        var message = Read("message-text-group").ShouldBeOfType<Inbound.Message>();
        (message.DialogId, message.Peer.Target, message.Speaker!.Target).ShouldBe(("Ca56f94637c", "Ca56f94637c", "U80696558e1aa831"));
        var inRoom = Read("message-text-room").ShouldBeOfType<Inbound.Message>();
        (inRoom.DialogId, inRoom.Peer.Target, inRoom.Speaker!.Target, inRoom.Text).ShouldBe(("Ra8dbf4673c", "Ra8dbf4673c", "U80696558e1aa831", "Hello, @All!"));
        Read("message-text").ShouldBeOfType<Inbound.Message>().Speaker.ShouldBeNull();
    }

    [Fact]
    public void What_answers_an_earlier_message_says_which()
    {
        var context = Read("message-text-room").ShouldBeOfType<Inbound.Message>().Medias.ShouldHaveSingleItem();
        (context.Type, context.About).ShouldBe(("reply_context", "444573844083572737"));
        Read("message-text").ShouldBeOfType<Inbound.Message>().Medias.ShouldBeEmpty();
    }

    [Fact]
    public void In_standby_no_flow_answers() =>
        (Read("message-text-standby").ShouldBeOfType<Inbound.Message>().IsAutomatic, Read("message-text").ShouldBeOfType<Inbound.Message>().IsAutomatic).ShouldBe((true, false));

    [Fact]
    public void A_postback_has_its_data_and_what_was_picked() =>
        Read("postback").ShouldBeOfType<Inbound.Message>().Medias.Single().Details.ShouldBe(new Dictionary<string, object> { ["data"] = "storeId=12345", ["datetime"] = "2017-12-25T01:00" });

    [Fact]
    public void Bytes_are_fetched_by_the_messages_id_or_from_where_others_provide_them()
    {
        Read("message-image").ShouldBeOfType<Inbound.Message>().Medias.Single().Source.ShouldBe("354718705033693859");
        Read("message-image-external").ShouldBeOfType<Inbound.Message>().Medias.Single().Source.ShouldBe("https://example.com/original.jpg");
    }

    [Fact]
    public void Reply_tokens_are_taken_only_where_the_account_asks_for_them()
    {
        Read("message-text").ShouldBeOfType<Inbound.Message>().ReplyToken.ShouldBe("");
        var asking = Account with { ProviderData = new Dictionary<string, string> { ["use_reply_token"] = "true" } };
        var call = Sign(File.ReadAllBytes(Path.Combine(Fixtures, "message-text.json")), asking);
        Channel.Receive(call, asking).ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Message>().ReplyToken.ShouldBe("nHuyWiB7yP5Zw52FIkcQobQuGDXCTA");
        Channel.Check(asking).ShouldBeEmpty();
        Channel.Check(Account with { ProviderData = new Dictionary<string, string> { ["use_reply_token"] = "yes" } }).Single().Field.ShouldBe("provider_data.use_reply_token");
    }

    [Theory]
    [InlineData("memberJoined")]
    [InlineData("memberLeft")]
    [InlineData("videoPlayComplete")]
    [InlineData("beacon")]
    [InlineData("accountLink")]
    [InlineData("membership")]
    [InlineData("module")]
    [InlineData("activated")]
    [InlineData("deactivated")]
    [InlineData("botSuspended")]
    [InlineData("botResumed")]
    [InlineData("delivery")]
    public void All_other_events_are_kept_as_they_came(string type)
    {
        var other = Read(type).ShouldBeOfType<Inbound.Other>();
        other.Kind.ShouldBe(type);
        JsonDocument.Parse(other.Raw).RootElement.GetProperty("type").GetString().ShouldBe(type);
    }

    [Fact]
    public void An_account_needs_both_secrets() =>
        Channel.Check(Account with { Secret = "", Token = "" }).Select(fault => fault.Field).ShouldBe(["secret", "token"]);

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_asked_later() =>
        (await Channel.SendAsync(new OutboundMessage(Guid.NewGuid(), "U1", new Address("line", ""), new Address("line", "U1"), "x"), Account, default)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("not_reached");

    private Inbound Read(string fixture) => Items(File.ReadAllText(Path.Combine(Fixtures, fixture + ".json"))).Single();
}
