using System.Security.Cryptography;
using System.Text;

namespace Confab.Channels.Line;

/// <summary>LINE, by its Messaging API.</summary>
public sealed class LineChannel(ChannelSettings settings, ProviderHttp http) : IChannel, IProfiles, IMediaSource, IProbe, ISetup, IQuota
{
    /// <summary>The setting that has answers go by reply token where there is one.</summary>
    internal const string UseReplyToken = "use_reply_token";

    private readonly LineApi api = new(settings, http);

    /// <inheritdoc />
    public string Name => "line";

    /// <inheritdoc />
    public string Title => "LINE";

    /// <inheritdoc />
    public string ConversationType => "line";

    /// <inheritdoc />
    public int MaxText => 5000;

    /// <summary>LINE takes our message id as its retry key and accepts each key once. Not for replies: a message with a reply token is sent once.</summary>
    public bool SendsOnce => true;

    /// <inheritdoc />
    public AccountForm Form { get; } = new("LINE",
    [
        AccountField.OfSecret("Channel secret", "LINE Developers Console → your channel → Basic settings."),
        AccountField.OfToken("Channel access token", "LINE Developers Console → your channel → Messaging API: issue a long-lived one."),
        AccountField.Flag(UseReplyToken, "Answer by reply token", "The first answer to a message is free of charge then, but a reply whose fate is unknown is not sent again.")
    ]);

    /// <inheritdoc />
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{accountId:N}/{dialogId}";

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) =>
    [
        .. account.Secret.Length == 0 ? [new Fault("secret", "must be the channel secret.")] : Array.Empty<Fault>(),
        .. account.Token.Length == 0 ? [new Fault("token", "must be the channel access token.")] : Array.Empty<Fault>(),
        .. account.Data(UseReplyToken) is "" or "true" or "false" ? Array.Empty<Fault>() : [new Fault($"provider_data.{UseReplyToken}", "must be true or false.")]
    ];

    /// <summary>Webhook: <c>x-line-signature</c> is the Base64 of HMAC-SHA256 over the raw body, keyed by the channel secret.</summary>
    public Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Secret), request.Body.Span);
        return account.Secret.Length > 0 && Secrets.SameBase64(request.Header("x-line-signature"), signature)
            ? new Received.Parsed(LineEvents.Parse(request.Body, account.Data(UseReplyToken) == "true"), HookAnswer.Json)
            : new Received.Rejected(Problem.InvalidSignature);
    }

    /// <inheritdoc />
    public MediaFit Fit(OutboundMedia media) => LineMessages.Fit(media, Title);

    /// <inheritdoc />
    public Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) => new LineSending(api).SendAsync(message, account, stop);

    /// <inheritdoc />
    public Task<ProfileResult> GetProfileAsync(string dialogId, ChannelAccount account, CancellationToken stop) => new LineProfiles(api).PeerAsync(dialogId, account, stop);

    /// <inheritdoc />
    public Task<ProfileResult> GetMemberAsync(string dialogId, string member, ChannelAccount account, CancellationToken stop) =>
        new LineProfiles(api).MemberAsync(dialogId, member, account, stop);

    /// <summary>What LINE itself keeps is fetched under the message's id; what others provide, from their address.</summary>
    public Task<MediaFetch> FetchAsync(string source, ChannelAccount account, CancellationToken stop) => Uri.TryCreate(source, UriKind.Absolute, out _)
        ? Task.FromResult<MediaFetch>(new MediaFetch.Elsewhere(source)) : api.FetchAsync(source, account, stop);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop) => new LineSetup(api).ProbeAsync(account, stop);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> SetUpAsync(ChannelAccount account, CancellationToken stop) => new LineSetup(api).SetUpAsync(account, stop);

    /// <inheritdoc />
    public Task<Quota?> GetQuotaAsync(ChannelAccount account, CancellationToken stop) => new LineSetup(api).QuotaAsync(account, stop);
}
