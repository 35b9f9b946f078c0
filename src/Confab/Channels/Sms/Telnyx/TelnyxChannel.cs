namespace Confab.Channels.Sms.Telnyx;

/// <summary>SMS and MMS through Telnyx's Messaging API.</summary>
public sealed class TelnyxChannel(ChannelSettings settings, ProviderHttp http, TimeProvider clock) : IChannel, IProbe
{
    /// <summary>The setting with the key that Telnyx signs with, in Base64.</summary>
    internal const string PublicKey = "public_key";

    private const long MaxMedia = 1_000_000;

    /// <inheritdoc />
    public string Name => "sms/telnyx";

    /// <inheritdoc />
    public string Title => "SMS";

    /// <inheritdoc />
    public string ConversationType => "message";

    /// <inheritdoc />
    public int MaxText => 1600;

    /// <summary>Telnyx takes no key of ours: a repeat would be a second SMS.</summary>
    public bool SendsOnce => false;

    /// <inheritdoc />
    public AccountForm Form { get; } = new("SMS by Telnyx",
    [
        AccountField.OfToken("API key", "Telnyx Portal → Account → Keys & credentials."),
        AccountField.Text(PublicKey, "Public key", "On the same page: what Telnyx signs its calls with, in Base64.", required: true),
        .. SmsWord.Fields
    ]);

    /// <inheritdoc />
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{self.Target}/{peer.Target}";

    /// <inheritdoc />
    public MediaFit Fit(OutboundMedia media) => media.Url.Length > 0 && media.Size <= MaxMedia && media.Type is "image" or "video" or "audio" ? MediaFit.Native : MediaFit.LinkOrRefused(media, Title);

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) =>
    [
        .. account.Token.Length == 0 ? [new Fault("token", "must be an API key.")] : Array.Empty<Fault>(),
        .. TelnyxSignature.Key(account.Data(PublicKey)) is null ? [new Fault($"provider_data.{PublicKey}", "must be the public key of the account's webhooks, 32 bytes in Base64.")] : Array.Empty<Fault>(),
        .. Ed25519.IsAvailable ? Array.Empty<Fault>() : [new Fault("provider_data.provider", "cannot be used on this machine: its system library libcrypto (OpenSSL 1.1.1 or later), which checks Telnyx's signatures, was not found.")]
    ];

    /// <inheritdoc />
    public Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        return account.Token.Length > 0 && TelnyxSignature.Fits(request, account.Data(PublicKey), clock.GetUtcNow())
            ? new Received.Parsed([TelnyxHook.Parse(request)], HookAnswer.Json) : new Received.Rejected(Problem.InvalidSignature);
    }

    /// <inheritdoc />
    public Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) =>
        TelnyxApi.SendAsync(settings, http, message, account, stop);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop) => TelnyxApi.ProbeAsync(settings, http, account, stop);
}
