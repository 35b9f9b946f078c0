namespace Confab.Channels.Webchat;

/// <summary>
/// Web chat: its other end is a visitor of this very server. What is sent is there for the visitor as soon as it is written, so there is nobody
/// to call and nothing to sign.
/// </summary>
public sealed class WebchatChannel(IWebchatDesk desk) : IChannel, IOwnResource
{
    /// <summary>The type of its accounts and conversations, and of the address of a widget.</summary>
    public const string Type = "webchat";

    /// <summary>The type of a visitor's address.</summary>
    public const string Visitor = "web_session";

    /// <inheritdoc />
    public string Name => Type;

    /// <inheritdoc />
    public string Title => "Webchat";

    /// <inheritdoc />
    public string ConversationType => Type;

    /// <inheritdoc />
    public int MaxText => 16_384;

    /// <summary>A message is shown under its own id, and so once.</summary>
    public bool SendsOnce => true;

    /// <inheritdoc />
    public AccountForm Form { get; } = new("Web chat", [], HasHook: false);

    /// <summary>A widget and a session of it.</summary>
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{accountId:N}/{dialogId}";

    /// <summary>What has an address is shown as picture or link.</summary>
    public MediaFit Fit(OutboundMedia media) => media.Url.Length > 0 ? MediaFit.Native : MediaFit.LinkOrRefused(media, Title);

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) => [];

    /// <summary>Nobody calls in: visitors have routes of their own.</summary>
    public Received Receive(HookRequest request, ChannelAccount account) => new Received.Rejected(Problem.NotFound("account"));

    /// <summary>A text was shown when it was accepted. Medias have their public addresses only now.</summary>
    public async Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        if (message.Medias.Count > 0)
            await desk.ShowAsync(message, account, stop);
        return new SendResult.Sent(message.Id.ToString("N"));
    }
}
