namespace Confab.Channels.Sms.Sandbox;

/// <summary>The pretend phone network behind the sandbox: it keeps what is sent so that a pretend phone can show it.</summary>
public interface ISandboxCarrier
{
    /// <summary>Puts a message on the phone at <c>message.To</c>; the same message twice is kept once. Returns the carrier's id of it.</summary>
    Task<string> DeliverAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop);
}
