using System.Security.Cryptography;
using System.Text;

namespace Confab.Channels.Line;

/// <summary>LINE, by its Messaging API.</summary>
public sealed class LineChannel(ChannelSettings settings, ProviderHttp http) : IChannel, IProfiles
{
    /// <inheritdoc />
    public string Name => "line";

    /// <inheritdoc />
    public string Title => "LINE";

    /// <inheritdoc />
    public string ConversationType => "line";

    /// <inheritdoc />
    public int MaxText => 5000;

    /// <summary>LINE takes our message id as its retry key and accepts each key once.</summary>
    public bool SendsOnce => true;

    /// <inheritdoc />
    public IReadOnlyCollection<string> PublicData { get; } = [];

    /// <inheritdoc />
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{accountId:N}/{dialogId}";

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) =>
    [
        .. account.Secret.Length == 0 ? [new Fault("secret", "must be the channel secret.")] : Array.Empty<Fault>(),
        .. account.Token.Length == 0 ? [new Fault("token", "must be the channel access token.")] : Array.Empty<Fault>()
    ];

    /// <summary>Webhook: <c>x-line-signature</c> is the Base64 of HMAC-SHA256 over the raw body, keyed by the channel secret.</summary>
    public Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Secret), request.Body.Span);
        return account.Secret.Length > 0 && Secrets.SameBase64(request.Header("x-line-signature"), signature)
            ? new Received.Parsed(LineEvents.Parse(request.Body), HookAnswer.Json)
            : new Received.Rejected(Problem.InvalidSignature);
    }

    /// <inheritdoc />
    public Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) =>
        LineApi.PushAsync(settings, http, message, account, stop);

    /// <inheritdoc />
    public Task<ProfileResult> GetProfileAsync(string dialogId, ChannelAccount account, CancellationToken stop) =>
        LineApi.ProfileAsync(settings, http, dialogId, account, stop);
}
