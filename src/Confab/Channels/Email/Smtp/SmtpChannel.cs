namespace Confab.Channels.Email.Smtp;

/// <summary>Mail through a mail server of the customer's. It sends only: what is answered lands in the mailbox of its address.</summary>
public sealed class SmtpChannel(SmtpTransport transport, TimeProvider clock) : EmailChannel, IProbe
{
    /// <inheritdoc />
    public override string Name => "email/smtp";

    /// <inheritdoc />
    public override AccountForm Form { get; } = new("E-mail by SMTP", [.. SenderFields, .. SmtpSettings.Fields], HasHook: false);

    /// <inheritdoc />
    public override IReadOnlyList<Fault> Check(ChannelAccount account) => [.. SmtpSettings.Check(account, transport.AllowsPrivate), .. CheckSender(account)];

    /// <summary>Nobody calls on behalf of a mail server.</summary>
    public override Received Receive(HookRequest request, ChannelAccount account) => new Received.Rejected(Problem.InvalidSignature);

    /// <inheritdoc />
    public Task<IReadOnlyList<Fault>> ProbeAsync(ChannelAccount account, CancellationToken stop) => SmtpProbe.RunAsync(transport, SmtpSettings.Of(account), stop);

    /// <inheritdoc />
    private protected override Task<SendResult> SendAsync(OutboundMail mail, ChannelAccount account, CancellationToken stop) =>
        SmtpSession.SendAsync(transport, SmtpSettings.Of(account), mail, clock.GetUtcNow());
}
