using System.Globalization;
using System.Text;

namespace Confab.Channels.Email.Smtp;

/// <summary>Writes a mail as it travels (RFC 5322, MIME): header, empty line, text, and what goes along. Plain ASCII goes as it is, all else as Base64.</summary>
internal static class SmtpContent
{
    /// <summary>The longest line that mail servers must take, without its end (RFC 5321, 4.5.3.1.6).</summary>
    private const int MaxLine = 998;

    /// <summary>The whole mail, each line ended with CR LF.</summary>
    public static byte[] Write(OutboundMail mail, DateTimeOffset now)
    {
        var (encoding, text) = Body(mail.Message.Text);
        var lines = new StringBuilder()
            .Append(MailHeader.Text("Date", now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)))
            .Append(MailHeader.Address("From", mail.FromName, mail.From))
            .Append(MailHeader.Address("To", mail.ToName, mail.To))
            .Append(MailHeader.Text("Subject", mail.Subject))
            .Append(MailHeader.Ids("Message-ID", [mail.Id]));
        if (mail.InReplyTo.Length > 0)
            lines.Append(MailHeader.Ids("In-Reply-To", [mail.InReplyTo]));
        if (mail.References.Count > 0)
            lines.Append(MailHeader.Ids("References", mail.References));
        if (mail.Message.IsAutomatic)
            lines.Append(MailHeader.Text("Auto-Submitted", "auto-replied"));
        lines.Append("MIME-Version: 1.0\r\n");
        var boundary = $"=_{mail.Message.Id:N}";
        if (mail.Attachments.Count > 0)
            lines.Append("Content-Transfer-Encoding: 7bit\r\nContent-Type: multipart/mixed; boundary=\"").Append(boundary).Append("\"\r\n\r\n--").Append(boundary).Append("\r\n");
        lines.Append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ").Append(encoding).Append("\r\n\r\n").Append(text).Append("\r\n");
        foreach (var attachment in mail.Attachments)
            lines.Append("--").Append(boundary).Append("\r\nContent-Type: ").Append(attachment.ContentType).Append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''")
                .Append(Uri.EscapeDataString(attachment.Filename)).Append("\r\n\r\n").Append(Convert.ToBase64String(attachment.Bytes, Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        if (mail.Attachments.Count > 0)
            lines.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>A mail with a second dot before each line that begins with one, so that none of them ends it (RFC 5321, 4.5.2).</summary>
    public static byte[] Stuff(ReadOnlySpan<byte> content)
    {
        var stuffed = new List<byte>(content.Length + 16);
        var begins = true;
        foreach (var octet in content)
        {
            if (begins && octet == '.')
                stuffed.Add((byte)'.');
            stuffed.Add(octet);
            begins = octet == '\n';
        }
        return [.. stuffed];
    }

    private static (string Encoding, string Text) Body(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines.All(line => line.Length <= MaxLine && line.All(character => character is '\t' or (>= ' ' and < '\u007f')))
            ? ("7bit", string.Join("\r\n", lines))
            : ("base64", Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)), Base64FormattingOptions.InsertLineBreaks));
    }
}
