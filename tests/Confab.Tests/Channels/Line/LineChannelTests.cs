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
    public void Messages_of_every_type_are_taken(string fixture, string text, string media)
    {
        var message = Read(fixture).ShouldBeOfType<Inbound.Message>();
        message.Text.ShouldBe(text);
        string.Concat(message.Medias.Select(item => item.Type)).ShouldBe(media);
        message.DialogId.ShouldBe("U80696558e1aa831");
    }

    [Fact]
    public void Follow_makes_contact_and_unsend_takes_back()
    {
        Read("follow").ShouldBeOfType<Inbound.Contact>().DialogId.ShouldBe("U80696558e1aa831");
        Read("unsend").ShouldBeOfType<Inbound.Unsend>().ProviderId.ShouldBe("325708");
    }

    [Theory]
    [InlineData("unfollow")]
    [InlineData("join")]
    [InlineData("leave")]
    [InlineData("memberJoined")]
    [InlineData("memberLeft")]
    [InlineData("postback")]
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
