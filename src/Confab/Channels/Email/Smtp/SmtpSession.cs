using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Confab.Channels.Email.Smtp;

/// <summary>
/// Hands one mail to a mail server (RFC 5321), from the greeting to the answer to the final dot. Until that dot is written the mail is
/// certainly not accepted; from then on only the server knows.
/// </summary>
internal sealed class SmtpSession(SmtpTransport transport, SmtpSettings to, SmtpLine line, CancellationTokenSource patience)
{
    /// <summary>How long all may take until the mail is being written, and then each part of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may then look at it.</summary>
    private static readonly TimeSpan Verdict = TimeSpan.FromMinutes(2);

    /// <summary>The steps that can fail for a setting's sake.</summary>
    public const string Greeting = "greeting", StartTls = "STARTTLS", Auth = "AUTH";

    private IReadOnlyList<string> extensions = [];
    private bool dotted;

    /// <summary>How far it has come.</summary>
    public string Step { get; private set; } = Greeting;

    /// <summary>Sends a mail and says what became of it.</summary>
    public static async Task<SendResult> SendAsync(SmtpTransport transport, SmtpSettings to, OutboundMail mail, DateTimeOffset now)
    {
        using var patience = new CancellationTokenSource(Patience);
        SmtpSession? session = null;
        try
        {
            await using var line = await transport.OpenAsync(to, patience.Token);
            session = new SmtpSession(transport, to, line, patience);
            return await session.SendAsync(mail, now);
        }
        catch (SmtpRefusedException e)
        {
            return e.Result;
        }
        catch (AuthenticationException)
        {
            return new SendResult.RetryLater(null, "tls_failed", $"No trusted TLS connection to {to.Host} could be made.");
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return session is { dotted: true } ? new SendResult.Unknown($"{to.Host} did not say whether it took the mail.")
                : new SendResult.RetryLater(null, session is null ? "not_reached" : "no_answer", $"{to.Host} could not be reached, or did not answer as mail servers do.");
        }
    }

    /// <summary>All that comes before a mail: the greeting, TLS and the login, as the settings say.</summary>
    /// <exception cref="SmtpRefusedException">The server refuses.</exception>
    public async Task BeginAsync()
    {
        (await line.ReplyAsync()).Require(220);
        await HelloAsync();
        if (to.Security == SmtpSettings.StartTls)
        {
            Step = StartTls;
            if (!Has(StartTls))
                throw new SmtpRefusedException(new SendResult.RetryLater(null, "starttls_missing", $"{to.Host} does not offer STARTTLS."));
            (await line.CommandAsync(StartTls)).Require(220);
            await transport.SecureAsync(line, to.Host);
            await HelloAsync();
        }
        Step = Auth;
        if (to.Username.Length > 0)
            await LogInAsync();
    }

    private async Task<SendResult> SendAsync(OutboundMail mail, DateTimeOffset now)
    {
        var content = new SmtpContent(mail, now);
        await BeginAsync();
        (await line.CommandAsync($"MAIL FROM:<{mail.From}>{Parameters(mail, content.Size)}")).Require(250);
        (await line.CommandAsync($"RCPT TO:<{mail.To}>")).Require(250);
        (await line.CommandAsync("DATA")).Require(354);
        await content.WriteAsync(WriteAsync, patience.Token);
        dotted = true;
        await line.WriteAsync(".\r\n"u8.ToArray());
        using var verdict = new CancellationTokenSource(Verdict);
        var reply = await line.ReplyAsync(verdict.Token);
        if (reply.Code / 100 is 4 or 5)
            return reply.NotAccepted;
        if (reply.Code / 100 != 2)
            throw new IOException($"answered {reply.Code}");
        await QuitAsync();
        return new SendResult.Sent(mail.Id);
    }

    private Task WriteAsync(ReadOnlyMemory<byte> part)
    {
        patience.CancelAfter(Patience);
        return line.WriteAsync(part);
    }

    private async Task HelloAsync()
    {
        var reply = await line.CommandAsync($"EHLO {line.LocalName}");
        reply.Require(250);
        extensions = [.. reply.Lines.Skip(1)];
    }

    private async Task LogInAsync()
    {
        var mechanisms = Words(Auth);
        if (mechanisms.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            (await line.CommandAsync($"AUTH PLAIN {Base64($"\0{to.Username}\0{to.Password}")}")).Require(235);
            return;
        }
        if (!mechanisms.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
            throw new SmtpRefusedException(new SendResult.Refused("auth_missing", $"{to.Host} offers neither AUTH PLAIN nor AUTH LOGIN."));
        (await line.CommandAsync("AUTH LOGIN")).Require(334);
        (await line.CommandAsync(Base64(to.Username))).Require(334);
        (await line.CommandAsync(Base64(to.Password))).Require(235);
    }

    /// <summary>What the server wants to know beforehand: how large the mail is, and that addresses go beyond ASCII.</summary>
    private string Parameters(OutboundMail mail, long size)
    {
        var isAscii = Ascii.IsValid(mail.From) && Ascii.IsValid(mail.To);
        if (!isAscii && !Has("SMTPUTF8"))
            throw new SmtpRefusedException(new SendResult.Refused("5.6.7", $"{to.Host} takes no addresses beyond ASCII (SMTPUTF8)."));
        return (Has("SIZE") ? $" SIZE={size}" : "") + (isAscii ? "" : " BODY=8BITMIME SMTPUTF8");
    }

    /// <summary>Takes leave. Nothing that happens now matters.</summary>
    public async Task QuitAsync()
    {
        try
        {
            await line.WriteAsync("QUIT\r\n"u8.ToArray());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The server was faster.
        }
    }

    private bool Has(string extension) => Find(extension) is not null;

    /// <summary>What stands behind an extension's name.</summary>
    private string[] Words(string extension) => Find(extension)?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..] ?? [];

    private string? Find(string extension) =>
        extensions.FirstOrDefault(offered => offered.Split(' ')[0].Equals(extension, StringComparison.OrdinalIgnoreCase));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
