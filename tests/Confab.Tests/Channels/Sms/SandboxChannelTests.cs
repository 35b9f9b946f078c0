using Confab.Channels;
using Confab.Channels.Sms.Sandbox;

namespace Confab.Tests.Channels.Sms;

public sealed class SandboxChannelTests : AdapterTests, ISandboxCarrier
{
    private protected override IChannel Channel => new SandboxChannel(this);

    private protected override ChannelAccount Account { get; } = new(Guid.NewGuid(), "sms", "secret", "", new Dictionary<string, string> { ["provider"] = "sandbox" }, "");

    private protected override IReadOnlyList<string> Bodies { get; } =
    [
        """{"id":"1","from":"+15550199001","to":"+15550107001","text":"hello"}""", """{"text":"from nobody"}""",
        """{"id":"2","from":"+15550199001","to":"+15550107001","medias":[{"type":"image","filename":"a.png","data":"AAAA"},{"type":"video","url":"https://example.invalid/1"},{}]}"""
    ];

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) =>
        new("POST", "", new Dictionary<string, string> { [SandboxSignature.Header] = SandboxSignature.Sign(account.Secret, body) }, body);

    public Task<string> DeliverAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) => Task.FromResult("1");
}
