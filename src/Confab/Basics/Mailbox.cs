using System.Globalization;
using System.Text;

namespace Confab.Basics;

/// <summary>
/// Mail addresses (RFC 5321 "Mailbox"): a local part of atoms and dots, a domain of two labels or more. Quoted local parts and addresses of
/// machines are not taken. A local part may hold letters beyond ASCII (RFC 6531); a domain is kept in its ASCII form, in lower case.
/// </summary>
internal static class Mailbox
{
    /// <summary>What a field that is none is told.</summary>
    public const string Expected = "must be a mail address, as in ann@example.com.";

    private const int MaxLocal = 64;
    private const int MaxAddress = 254;
    private const string AtomMarks = "!#$%&'*+-/=?^_`{|}~";
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The address that a text stands for, in its one form; false when it stands for none.</summary>
    public static bool TryNormalize(string text, out string address)
    {
        address = "";
        var trimmed = text.Trim();
        var at = trimmed.LastIndexOf('@');
        if (at < 1 || trimmed.Length > MaxAddress || !IsLocal(trimmed[..at]) || !TryDomain(trimmed[(at + 1)..], out var domain))
            return false;
        var whole = $"{trimmed[..at]}@{domain}";
        if (Encoding.UTF8.GetByteCount(whole) > MaxAddress)
            return false;
        address = whole;
        return true;
    }

    /// <summary>A domain's ASCII form in lower case; false when it is none.</summary>
    public static bool TryDomain(string text, out string domain)
    {
        domain = "";
        try
        {
            domain = Idn.GetAscii(text.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return false;
        }
        var labels = domain.Split('.');
        return domain.Length <= 253 && labels.Length > 1 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    /// <summary>The part behind the @.</summary>
    public static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static bool IsLocal(string local) =>
        Encoding.UTF8.GetByteCount(local) <= MaxLocal && local.Split('.').All(atom => atom.Length > 0 && atom.EnumerateRunes().All(IsAtom));

    private static bool IsAtom(Rune rune) => rune.IsAscii ? char.IsAsciiLetterOrDigit((char)rune.Value) || AtomMarks.Contains((char)rune.Value)
        : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsLabel(string label) => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
