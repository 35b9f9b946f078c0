namespace Confab.Channels.Webchat;

/// <summary>Where visitors see what is said to them.</summary>
public interface IWebchatDesk
{
    /// <summary>Shows a message with medias to its visitor; the same message twice is shown once.</summary>
    Task ShowAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop);
}
