using System.Net.Sockets;
using System.Security.Authentication;

namespace Confab.Channels.Email.Smtp;

/// <summary>Tries an account at its mail server, up to where a mail would begin.</summary>
internal static class SmtpProbe
{
    /// <summary>How long all may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What is wrong.</summary>
    public static async Task<IReadOnlyList<Fault>> RunAsync(SmtpTransport transport, SmtpSettings to, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        SmtpSession? session = null;
        try
        {
            await using var line = await transport.OpenAsync(to, patience.Token);
            session = new SmtpSession(transport, to, line, patience);
            await session.BeginAsync();
            await session.QuitAsync();
            return [];
        }
        catch (Exception e) when (e is SmtpRefusedException or AuthenticationException or IOException or SocketException or OperationCanceledException)
        {
            return [session is null ? NotReached(to, e) : Failed(to, session.Step, e)];
        }
    }

    private static Fault NotReached(SmtpSettings to, Exception e) => e switch
    {
        SmtpRefusedException { Result: SendResult.RetryLater later } => Of(later.Code == "tls_required" ? "security" : "host", later.Reason),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => Of("host", $"is not known: DNS has no address for {to.Host}."),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Of("port", $"is closed: nothing listens at {to.Host}, port {to.Port}."),
        AuthenticationException => NotTrusted(to),
        OperationCanceledException or SocketException => Of("host", $"cannot be reached: {to.Host}, port {to.Port}, does not answer. A firewall may stand between."),
        _ => Of("security", $"does not fit: {to.Host}, port {to.Port}, does not speak TLS from the first byte. Port 465 mostly does; port 587 wants starttls.")
    };

    private static Fault Failed(SmtpSettings to, string step, Exception e) => (step, e) switch
    {
        (_, AuthenticationException) => NotTrusted(to),
        (SmtpSession.Auth, SmtpRefusedException { Result: SendResult.Refused { Code: "auth_missing" } refused }) => Of("username", $"cannot be used: {refused.Reason}"),
        (SmtpSession.Auth, SmtpRefusedException refused) => new Fault("token", $"and provider_data.username were not taken by {to.Host}: {Words(refused)}"),
        (SmtpSession.StartTls, SmtpRefusedException refused) => Of("security", $"cannot be starttls: {Words(refused)}"),
        (_, SmtpRefusedException refused) => Of("host", $"refused us before the login: {Words(refused)}"),
        (SmtpSession.Greeting, _) => Of("host", $"does not answer as mail servers do at port {to.Port}. Where that port begins with TLS, as 465 does, provider_data.security must be tls."),
        _ => Of("host", $"broke off at {step}, or did not answer as mail servers do.")
    };

    private static Fault NotTrusted(SmtpSettings to) => Of("host", $"has no certificate for {to.Host} that is trusted here, or speaks no TLS at port {to.Port}{(to.Security == SmtpSettings.Tls ? ": at port 587 it mostly begins with STARTTLS" : "")}.");

    private static string Words(SmtpRefusedException refused) => refused.Result switch
    {
        SendResult.RetryLater later => $"{later.Reason} ({later.Code})",
        SendResult.Refused final => $"{final.Reason} ({final.Code})",
        _ => "no reason given."
    };

    private static Fault Of(string setting, string message) => new($"provider_data.{setting}", message);
}
