namespace Confab.Channels.Email;

/// <summary>The ids of mails (RFC 5322 "msg-id"), kept without their brackets.</summary>
internal static class MailId
{
    private const int Max = 250;

    /// <summary>The id in a header such as <c>Message-ID</c>; empty when it holds none that we could name again.</summary>
    public static string Read(string header)
    {
        var id = header.Trim().TrimStart('<').TrimEnd('>');
        return IsSound(id) ? id : "";
    }

    /// <summary>Whether an id can stand between brackets in a header of ours.</summary>
    public static bool IsSound(string id) => id.Length is > 0 and <= Max && id.All(character => character is > ' ' and < '\u007f' and not ('<' or '>'));

    /// <summary>An id as headers have it.</summary>
    public static string Write(string id) => $"<{id}>";
}
