using Confab.Channels;
using Confab.Channels.Line;
using Confab.Channels.Sms.Twilio;
using Confab.Demo;

namespace Confab.Tests.Channels;

/// <summary>A refusal without a word still has a reason.</summary>
public sealed class ProviderReasonTests
{
    [Theory]
    [InlineData("LINE", 302, "")]
    [InlineData("LINE", 503, " ")]
    [InlineData("Twilio", 302, "")]
    [InlineData("Twilio", 503, "")]
    public async Task An_empty_answer_is_told_by_its_status(string provider, int status, string body)
    {
        await using var line = await FakeLine.StartAsync("token");
        line.Intercept = async http =>
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(body);
            return true;
        };
        using var http = new ProviderHttp();
        var settings = new ChannelSettings(line.Address, "", line.Address);
        IChannel channel = provider == "LINE" ? new LineChannel(settings, http) : new TwilioChannel(settings, http);
        var result = await channel.SendAsync(new OutboundMessage(Guid.NewGuid(), "U1", new Address("", "1"), new Address("", "2"), "x"),
            new ChannelAccount(Guid.NewGuid(), "", "secret", "token", new Dictionary<string, string> { ["account_sid"] = "AC1" }, "http://localhost"), default);
        (result switch { SendResult.Refused refused => refused.Reason, SendResult.RetryLater later => later.Reason, _ => "" }).ShouldBe($"{provider} answered {status}.");
    }
}
