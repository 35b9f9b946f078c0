using System.Text.RegularExpressions;

namespace Confab.Channels.Email.Smtp;

/// <summary>What a mail server answered (RFC 5321, 4.2).</summary>
/// <param name="Code">The three digits.</param>
/// <param name="Lines">The texts behind them.</param>
internal sealed partial record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    private const int MaxReason = 500;

    /// <summary>The enhanced status code (RFC 3463) where there is one, else the three digits.</summary>
    public string Status => Enhanced().Match(Lines[0]) is { Success: true } match ? match.Value.TrimEnd() : Code.ToString();

    /// <summary>Its words on one line, bounded.</summary>
    public string Reason
    {
        get
        {
            var text = MailSubject.OneLine(ProviderText.Clean(string.Join(' ', Lines.Select(line => Enhanced().Replace(line, "", 1)))));
            return text.Length == 0 ? $"The mail server answered {Code}." : text.Cut(MaxReason);
        }
    }

    /// <summary>What it makes of the mail that it is about, which was not accepted. Name and password (RFC 4954, 6) may be put right, so mails wait for that.</summary>
    public SendResult NotAccepted => Code / 100 == 4 || Code is 530 or 534 or 535 or 538 ? new SendResult.RetryLater(null, Status, Reason) : new SendResult.Refused(Status, Reason);

    /// <summary>Whether it is what was hoped for.</summary>
    /// <exception cref="SmtpRefusedException">The server refuses, for now or for good.</exception>
    /// <exception cref="IOException">It is no answer to what was asked.</exception>
    public void Require(int code)
    {
        if (Code / 100 is 4 or 5)
            throw new SmtpRefusedException(NotAccepted);
        if (Code / 100 != code / 100)
            throw new IOException($"answered {Code}");
    }

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}(?: |$)")]
    private static partial Regex Enhanced();
}

/// <summary>The server refuses before it has the mail.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside one session only.
internal sealed class SmtpRefusedException(SendResult result) : Exception("refused")
#pragma warning restore CA1032, CA1064
{
    /// <summary>What becomes of the mail.</summary>
    public SendResult Result { get; } = result;
}
