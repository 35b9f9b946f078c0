namespace Confab.Channels.Email.Mailgun;

/// <summary>Mail through Mailgun: out by its API, in by a route, receipts by its webhooks.</summary>
public sealed class MailgunChannel(ChannelSettings settings, ProviderHttp http, TimeProvider clock) : EmailChannel, IMediaSource, IProbe
{
    /// <summary>The setting that holds the sending domain.</summary>
    internal const string Domain = "domain";

    /// <summary>The setting that holds where the domain is kept.</summary>
    internal const string Region = "region";

    /// <summary>The region in Europe.</summary>
    internal const string Europe = "eu";

    /// <inheritdoc />
    public override string Name => "email/mailgun";

    /// <inheritdoc />
    public override AccountForm Form { get; } = new("E-mail by Mailgun",
    [
        .. SenderFields,
        AccountField.Text(Domain, "Sending domain", "As in mg.example.com.", required: true),
        AccountField.Choice(Region, "Region", "Where Mailgun keeps the domain; us when empty.", "us", Europe),
        AccountField.OfToken("API key", "A sending key of the domain, or an API key."),
        AccountField.OfSecret("HTTP webhook signing key", "Mailgun → Settings → API security.")
    ]);

    /// <inheritdoc />
    public override IReadOnlyList<Fault> Check(ChannelAccount account) =>
    [
        .. account.Token.Length == 0 ? [new Fault("token", "must be a sending key or API key.")] : Array.Empty<Fault>(),
        .. account.Secret.Length == 0 ? [new Fault("secret", "must be the HTTP webhook signing key.")] : Array.Empty<Fault>(),
        .. !Mailbox.TryDomain(account.Data(Domain), out _) ? [new Fault("provider_data.domain", "must be the sending domain, as in mg.example.com.")] : Array.Empty<Fault>(),
        .. account.Data(Region) is not ("" or "us" or Europe) ? [new Fault("provider_data.region", "must be us or eu.")] : Array.Empty<Fault>(),
        .. CheckSender(account)
    ];

    /// <inheritdoc />
    public override Received Receive(HookRequest request, ChannelAccount account)
    {
        if (request.Method != "POST")
            return new Received.Rejected(Problem.MethodNotAllowed);
        if (MailgunCall.Read(request) is not { } call || !call.Signature.Fits(account.Secret, clock.GetUtcNow()))
            return new Received.Rejected(Problem.InvalidSignature);
        return new Received.Parsed([new Inbound.Call(call.Signature.Key), .. call.Event is { } data ? [MailgunEvents.Parse(data)] : MailgunMail.Parse(call.Form)], HookAnswer.Json);
    }

    /// <inheritdoc />
    public Task<MediaFetch> FetchAsync(string source, ChannelAccount account, CancellationToken stop) => MailgunApi.FetchAsync(settings, http, source, account, stop);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop) => MailgunProbe.RunAsync(settings, http, account, stop);

    /// <inheritdoc />
    private protected override Task<SendResult> SendAsync(OutboundMail mail, ChannelAccount account, CancellationToken stop) =>
        MailgunApi.SendAsync(settings, http, mail, account, stop);
}
