using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Confab.Channels.Email.Smtp;

/// <summary>
/// A mail as it travels (RFC 5322, MIME): header, empty line, text, and what goes along, each line ended with CR LF. Plain ASCII goes as it
/// is, all else as Base64; what goes along is read and encoded as it is written.
/// </summary>
internal sealed class SmtpContent
{
    /// <summary>The longest line that mail servers must take, without its end (RFC 5321, 4.5.3.1.6).</summary>
    private const int MaxLine = 998;

    /// <summary>The bytes of a line of Base64, and how long it is with its end.</summary>
    private const int LineBytes = 57, LineLength = 78;

    private readonly OutboundMail mail;
    private readonly string boundary;
    private readonly byte[] head;

    /// <summary>The mail, written at a time.</summary>
    public SmtpContent(OutboundMail mail, DateTimeOffset now)
    {
        (this.mail, boundary) = (mail, $"--=_{mail.Message.Id:N}");
        head = Encoding.UTF8.GetBytes(Head(now));
    }

    /// <summary>Its size in bytes, without what <see cref="WriteAsync"/> adds for transparency.</summary>
    public long Size => head.Length + mail.Attachments.Sum(attachment => Encoding.UTF8.GetByteCount(HeadOf(attachment)) + Encoded(attachment.Size)) + End.Length;

    private string End => mail.Attachments.Count > 0 ? $"{boundary}--\r\n" : "";

    /// <summary>Writes it part by part, with a second dot before each line that begins with one, so that none of them ends it (RFC 5321, 4.5.2).</summary>
    /// <exception cref="MediaUnreadableException">What goes along could not be read.</exception>
    public async Task WriteAsync(Func<ReadOnlyMemory<byte>, Task> write, CancellationToken stop)
    {
        await write(Stuff(head));
        var lines = ArrayPool<byte>.Shared.Rent((int)Encoded(MailAttachment.PartSize));
        try
        {
            foreach (var attachment in mail.Attachments)
            {
                await write(Encoding.UTF8.GetBytes(HeadOf(attachment)));
                await attachment.ReadAsync(part => write(lines.AsMemory(0, Encode(part.Span, lines))), stop);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lines);
        }
        if (End.Length > 0)
            await write(Encoding.UTF8.GetBytes(End));
    }

    /// <summary>All up to the first attachment.</summary>
    private string Head(DateTimeOffset now)
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
        if (mail.Attachments.Count > 0)
            lines.Append("Content-Transfer-Encoding: 7bit\r\nContent-Type: multipart/mixed; boundary=\"").Append(boundary[2..]).Append("\"\r\n\r\n").Append(boundary).Append("\r\n");
        return lines.Append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ").Append(encoding).Append("\r\n\r\n").Append(text).Append("\r\n").ToString();
    }

    private string HeadOf(MailAttachment attachment) =>
        $"{boundary}\r\nContent-Type: {attachment.ContentType}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''{Uri.EscapeDataString(attachment.Filename)}\r\n\r\n";

    private static byte[] Stuff(ReadOnlySpan<byte> content)
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

    /// <summary>How many bytes of lines so many bytes become.</summary>
    private static long Encoded(long size) => size / LineBytes * LineLength + (size % LineBytes is > 0 and var rest ? (rest + 2) / 3 * 4 + 2 : 0);

    /// <summary>Encodes bytes as lines, none of which begins with a dot; returns their length.</summary>
    private static int Encode(ReadOnlySpan<byte> bytes, Span<byte> lines)
    {
        var length = 0;
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, LineBytes)..])
        {
            Base64.EncodeToUtf8(bytes[..Math.Min(bytes.Length, LineBytes)], lines[length..], out _, out var count);
            "\r\n"u8.CopyTo(lines[(length += count)..]);
            length += 2;
        }
        return length;
    }

    private static (string Encoding, string Text) Body(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines.All(line => line.Length <= MaxLine && line.All(character => character is '\t' or (>= ' ' and < '\u007f')))
            ? ("7bit", string.Join("\r\n", lines))
            : ("base64", Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)), Base64FormattingOptions.InsertLineBreaks));
    }
}
