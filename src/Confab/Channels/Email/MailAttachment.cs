using System.Net.Http.Headers;

namespace Confab.Channels.Email;

/// <summary>A file that goes along with a mail. It is small: mail is written as a whole.</summary>
/// <param name="Filename">Its name: one line, without quotes or slashes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">What is in it.</param>
internal sealed record MailAttachment(string Filename, string ContentType, byte[] Bytes)
{
    private const string Unknown = "application/octet-stream";

    /// <summary>So long a name may be, escaped, that its line is one that mail servers take.</summary>
    private const int MaxName = 900;

    /// <summary>Reads what goes along.</summary>
    public static async Task<IReadOnlyList<MailAttachment>> ReadAsync(IReadOnlyList<OutboundMedia> medias, CancellationToken stop)
    {
        var attachments = new List<MailAttachment>();
        foreach (var media in medias)
        {
            if (media.Open is null)
                continue;
            await using var stream = await media.Open(stop);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, stop);
            attachments.Add(new MailAttachment(Name(media), MediaTypeHeaderValue.TryParse(media.ContentType, out _) ? media.ContentType : Unknown, bytes.ToArray()));
        }
        return attachments;
    }

    private static string Name(OutboundMedia media)
    {
        var name = string.Concat(media.Filename.Where(character => !char.IsControl(character) && character is not ('"' or '\\' or '/')));
        return name.Length > 0 && Uri.EscapeDataString(name).Length <= MaxName ? name : media.Type;
    }
}
