using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Confab.Channels.Sms.Sandbox;

/// <summary>A carrier inside the server, for trying things out: pretend phones instead of a network, the same paths otherwise.</summary>
public sealed class SandboxChannel(ISandboxCarrier carrier) : IChannel, IMakesOwnSecret
{
    private const int MaxMedias = 10;
    private static readonly Dictionary<string, object> Nothing = [];

    /// <summary>The <c>provider</c> of its accounts.</summary>
    public const string Provider = "sandbox";

    /// <inheritdoc />
    public string Name => "sms/" + Provider;

    /// <inheritdoc />
    public string Title => "SMS";

    /// <inheritdoc />
    public string ConversationType => "message";

    /// <inheritdoc />
    public int MaxText => 1600;

    /// <summary>The carrier keeps each message once.</summary>
    public bool SendsOnce => true;

    /// <inheritdoc />
    public AccountForm Form { get; } = new("SMS sandbox",
        [AccountField.OfSecret("Signing secret", "What a pretend carrier of your own signs its calls with. One is made at random when this is left empty.", required: false), .. SmsWord.Fields]);

    /// <inheritdoc />
    public string MatchKey(Guid accountId, string dialogId, Address self, Address peer) => $"{self.Target}/{peer.Target}";

    /// <inheritdoc />
    public IReadOnlyList<Fault> Check(ChannelAccount account) => [];

    /// <summary>Pretend phones show whatever has an address.</summary>
    public MediaFit Fit(OutboundMedia media) => media.Url.Length > 0 ? MediaFit.Native : MediaFit.LinkOrRefused(media, Title);

    /// <summary>
    /// The hook takes <c>{"id", "from", "to", "text", "medias": [{"type", "filename", "url" or "data"}]}</c>, <c>data</c> in Base64, signed like
    /// LINE's with a header of its own.
    /// </summary>
    public Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        if (account.Secret.Length == 0 || !Secrets.SameBase64(request.Header(SandboxSignature.Header), SandboxSignature.Compute(account.Secret, request.Body.Span)))
            return new Received.Rejected(Problem.InvalidSignature);
        var json = ProviderText.Json(request.Body);
        Inbound item = json is { } body && body.Text("id") is { Length: > 0 and <= 100 } id && body.Text("from") is { Length: > 0 } from && body.Text("to") is { Length: > 0 } to
            ? new Inbound.Message(id, id, from, new Address("tel", to), new Address("tel", from), body.Text("text"), Medias(body))
            : new Inbound.Other("body:" + Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)), "", json?.Raw() ?? "");
        return new Received.Parsed([item], HookAnswer.Json);
    }

    private static List<InboundMedia> Medias(JsonElement body) => body.Get("medias") is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Take(MaxMedias).Select(item => new InboundMedia(item.Text("type") is { Length: > 0 and <= 50 } type ? type : "file", item.Text("filename"), item.Text("url"), Nothing)
        {
            Content = item.Get("data") is { ValueKind: JsonValueKind.String } data && data.TryGetBytesFromBase64(out var bytes) ? bytes : default(ReadOnlyMemory<byte>?)
        })] : [];

    /// <inheritdoc />
    public async Task<SendResult> SendAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) =>
        new SendResult.Sent(await carrier.DeliverAsync(message, account, stop));
}

/// <summary>How the sandbox's carrier signs its calls.</summary>
public static class SandboxSignature
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "x-sandbox-signature";

    /// <summary>The signature's bytes: HMAC-SHA256 over the raw body, keyed by the account's secret.</summary>
    public static byte[] Compute(string secret, ReadOnlySpan<byte> body) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);

    /// <summary>The header's value.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) => Convert.ToBase64String(Compute(secret, body));
}
