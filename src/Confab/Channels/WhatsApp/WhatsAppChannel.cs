using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Confab.Channels.WhatsApp;

/// <summary>WhatsApp, by Meta's Cloud API.</summary>
public sealed class WhatsAppChannel(ChannelSettings settings, ProviderHttp http, TimeProvider clock) : IChannel, IWindowed, ISendsInParts, IMediaSource, IProbe
{
    /// <summary>The setting that holds the phone number's id at Meta.</summary>
    internal const string PhoneNumberId = "phone_number_id";

    /// <summary>The setting that holds the app's secret, with which Meta signs.</summary>
    internal const string AppSecret = "app_secret";

    private const string Signed = "sha256=";
    private readonly WhatsAppApi api = new(settings.WhatsAppApi, http);
    private readonly PeerPace pace = new(clock);

    /// <inheritdoc />
    public string Name => "whatsapp";

    /// <inheritdoc />
    public string Title => "WhatsApp";

    /// <inheritdoc />
    public string ConversationType => "whatsapp";

    /// <inheritdoc />
    public int MaxText => 4096;

    /// <summary>WhatsApp takes no key of ours: a repeat would be a second message.</summary>
    public bool SendsOnce => false;

    /// <summary>A day after what the peer wrote last.</summary>
    public TimeSpan Window => TimeSpan.FromHours(24);

    /// <inheritdoc />
    public AccountForm Form { get; } = new("WhatsApp",
    [
        AccountField.Text(PhoneNumberId, "Phone number ID", "Meta app → WhatsApp → API setup: digits, and not the phone number itself.", required: true),
        AccountField.OfToken("Access token", "Of a system user, with the permission whatsapp_business_messaging."),
        AccountField.Hidden(AppSecret, "App secret", "Meta app → App settings → Basic: what Meta signs its calls with.", required: true),
        AccountField.OfSecret("Verify token", "Any text of yours. Enter the same beside the callback URL at Meta.")
    ]);

    /// <inheritdoc />
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{accountId:N}/{dialogId}";

    /// <summary>Templates only.</summary>
    public bool GoesOutside(string text, IReadOnlyList<OutboundMedia> medias) => text.Length == 0 && medias.Count > 0 && medias.All(media => media.Type == WhatsAppMedia.Template);

    /// <inheritdoc />
    public MediaFit Fit(OutboundMedia media) => WhatsAppMedia.Fit(media);

    /// <inheritdoc />
    public int Parts(OutboundMessage message) => WhatsAppCalls.Of(message).Count;

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) =>
    [
        .. account.Secret.Length == 0 ? [new Fault("secret", "must be the verify token: any text, the same that is entered beside the callback URL at Meta.")] : Array.Empty<Fault>(),
        .. account.Token.Length == 0 ? [new Fault("token", "must be the access token of a system user, with the permission whatsapp_business_messaging.")] : Array.Empty<Fault>(),
        .. account.Data(PhoneNumberId) is not { Length: > 0 and <= 32 } id || !id.All(char.IsAsciiDigit)
            ? [new Fault("provider_data.phone_number_id", "must be the phone number's id at Meta: digits, and not the phone number itself.")] : Array.Empty<Fault>(),
        .. account.Data(AppSecret).Length == 0 ? [new Fault("provider_data.app_secret", "must be the app secret: without it no call of Meta's can be verified, and all are refused.")] : Array.Empty<Fault>()
    ];

    /// <summary>
    /// Webhooks: the GET with which Meta verifies the address; else <c>X-Hub-Signature-256</c>, the HMAC-SHA256 over the raw body keyed by the
    /// app secret. Without an app secret nothing is genuine.
    /// </summary>
    public Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method == "GET")
            return Verify(QueryHelpers.ParseQuery(request.Query), account);
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        var secret = account.Data(AppSecret);
        return secret.Length > 0 && request.Header("X-Hub-Signature-256") is { } given && given.StartsWith(Signed, StringComparison.Ordinal)
            && Secrets.SameHex(given[Signed.Length..], HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), request.Body.Span))
            ? new Received.Parsed(WhatsAppHook.Parse(request.Body, account.Data(PhoneNumberId)), HookAnswer.Json)
            : new Received.Rejected(Problem.InvalidSignature);
    }

    /// <summary>Makes one call of the message's; one that would come too soon for the peer is not made yet.</summary>
    public async Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop)
    {
        if (WhatsAppCalls.Of(message).ElementAtOrDefault(message.Part) is not { } call)
            return new SendResult.Refused("empty", "There is nothing in it to send.");
        if (pace.Take(account.Id, message.DialogId) is { } wait)
            return new SendResult.RetryLater(wait, "paced", "Too many messages to this peer in a short time.") { IsAboutPeer = true };
        var result = await api.SendAsync(call, account, stop);
        if (result is SendResult.RetryLater { IsAboutPeer: true })
            pace.Exhaust(account.Id, message.DialogId);
        return result;
    }

    /// <inheritdoc />
    public Task<MediaFetch> FetchAsync(string source, ChannelAccount account, CancellationToken stop) => api.FetchAsync(source, account, stop);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop) => api.ProbeAsync(account, stop);

    private static Received Verify(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query, ChannelAccount account) =>
        query.GetValueOrDefault("hub.mode") == "subscribe" && account.Secret.Length > 0 && Secrets.Same(query.GetValueOrDefault("hub.verify_token").ToString(), account.Secret)
            && query.GetValueOrDefault("hub.challenge").ToString() is { Length: > 0 } challenge
            ? new Received.Verified(ProviderText.Clean(challenge))
            : new Received.Rejected(Problem.Denied("The verify token is not this account's."));
}
