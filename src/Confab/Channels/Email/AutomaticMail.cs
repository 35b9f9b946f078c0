namespace Confab.Channels.Email;

/// <summary>
/// Tells mails that a machine wrote, which must not be answered by a machine (RFC 3834, and what is in use beside it): bounces, absence
/// notes, mailing lists, and what came from ourselves.
/// </summary>
internal static class AutomaticMail
{
    private static readonly string[] Robots = ["mailer-daemon", "postmaster", "listserv", "majordomo"];
    private static readonly string[] Bulk = ["bulk", "junk", "list", "auto_reply", "auto-reply"];
    private static readonly string[] Marks = ["X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Failed-Recipients", "X-Loop"];

    /// <summary>Whether a mail is such a one.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="returnPath">Where it would bounce to (<c>MAIL FROM</c>); empty for mails that are bounces themselves. Null where that is not known.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="self">Whom it was sent to.</param>
    public static bool Is(IEnumerable<KeyValuePair<string, string>> headers, string? returnPath, string from, string self) =>
        returnPath?.Trim() is "" or "<>" || IsRobot(returnPath ?? "") || IsRobot(from) || from.Equals(self, StringComparison.OrdinalIgnoreCase)
        || headers.Any(header => Says(header.Key, header.Value.Trim()));

    private static bool IsRobot(string address) => address.Trim('<', '>', ' ').Split('@')[0] is var local && (Robots.Contains(local, StringComparer.OrdinalIgnoreCase)
        || local.StartsWith("owner-", StringComparison.OrdinalIgnoreCase) || local.EndsWith("-request", StringComparison.OrdinalIgnoreCase));

    private static bool Says(string name, string value) =>
        Is(name, "Auto-Submitted") ? value.Length > 0 && !Is(value.Split(';')[0].Trim(), "no")
        : Is(name, "Precedence") ? Bulk.Contains(value, StringComparer.OrdinalIgnoreCase)
        : Is(name, "Return-Path") ? value is "" or "<>"
        : Is(name, "Content-Type") ? value.StartsWith("multipart/report", StringComparison.OrdinalIgnoreCase)
        : Marks.Contains(name, StringComparer.OrdinalIgnoreCase) ? value.Length > 0 && !Is(value, "none")
        : name.StartsWith("List-", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
