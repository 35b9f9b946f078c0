namespace Confab.Channels.Sms.Twilio;

/// <summary>SMS and MMS through Twilio's Programmable Messaging.</summary>
public sealed class TwilioChannel(ChannelSettings settings, ProviderHttp http) : IChannel, IMediaSource, IPolled, IProbe
{
    /// <summary>The setting that holds the account's SID at Twilio.</summary>
    internal const string AccountSid = "account_sid";

    private const long MaxMedia = 5_000_000;

    /// <inheritdoc />
    public string Name => "sms/twilio";

    /// <inheritdoc />
    public string Title => "SMS";

    /// <inheritdoc />
    public string ConversationType => "message";

    /// <inheritdoc />
    public int MaxText => 1600;

    /// <summary>Twilio takes no key of ours: a repeat would be a second SMS.</summary>
    public bool SendsOnce => false;

    /// <inheritdoc />
    public AccountForm Form { get; } = new("SMS by Twilio",
    [
        AccountField.Text(AccountSid, "Account SID", "Twilio Console → Account → API keys & tokens. It begins with AC.", required: true),
        AccountField.OfToken("Auth token", "On the same page."),
        .. SmsWord.Fields
    ]);

    /// <inheritdoc />
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{self.Target}/{peer.Target}";

    /// <summary>MMS: pictures, sound, films, PDF and cards up to 5 MB.</summary>
    public MediaFit Fit(OutboundMedia media) => media.Url.Length > 0 && media.Size <= MaxMedia && (media.Type is "image" or "video" or "audio" || media.ContentType is "application/pdf" or "text/vcard")
        ? MediaFit.Native : MediaFit.LinkOrRefused(media, Title);

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) =>
    [
        .. account.Token.Length == 0 ? [new Fault("token", "must be the account's auth token.")] : Array.Empty<Fault>(),
        .. account.Data(AccountSid).Length == 0 ? [new Fault("provider_data.account_sid", "must be the account's SID.")] : Array.Empty<Fault>()
    ];

    /// <inheritdoc />
    public Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        if (!TwilioForm.IsLikely(request.Body.Span))
            return new Received.Rejected(Problem.BodyTooLarge);
        var form = TwilioForm.Parse(request.Body);
        return TwilioSignature.Fits(request, account, form) && TwilioHook.Parse(request, form, account) is { } item
            ? new Received.Parsed([item], new HookAnswer("text/xml", "<Response/>"))
            : new Received.Rejected(Problem.InvalidSignature);
    }

    /// <inheritdoc />
    public Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) =>
        TwilioApi.SendAsync(settings, http, message, account, stop);

    /// <inheritdoc />
    public Task<MediaFetch> FetchAsync(string source, ChannelAccount account, CancellationToken stop) => TwilioApi.FetchAsync(settings, http, source, account, stop);

    /// <inheritdoc />
    public Task<PolledPage?> PollAsync(string page, DateTimeOffset since, ChannelAccount account, CancellationToken stop) => TwilioApi.PollAsync(settings, http, page, since, account, stop);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop) => TwilioApi.ProbeAsync(settings, http, account, stop);
}
