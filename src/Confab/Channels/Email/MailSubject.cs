using System.Text;
using System.Text.RegularExpressions;

namespace Confab.Channels.Email;

/// <summary>Subjects, and what else of a mail must stay on one line.</summary>
internal static partial class MailSubject
{
    /// <summary>The subject of an answer: <c>Re:</c> once, however often it went back and forth and in whatever language.</summary>
    public static string Answer(string subject) => $"Re: {Base(subject)}".TrimEnd();

    /// <summary>A subject without the marks of answers and forwards before it.</summary>
    public static string Base(string subject) => Marks().Replace(OneLine(subject), "");

    /// <summary>A text on one line: whatever could end a header's line is a space.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(IsBreak))
            return text.Trim();
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
            line.Append(IsBreak(character) ? ' ' : character);
        return line.ToString().Trim();
    }

    private static bool IsBreak(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    [GeneratedRegex(@"^(?:(?:re|aw|antw|sv|vs|rif|res|fw|fwd|wg|tr|rv)(?:\[\d{1,3}\])?[:：]\s*)+", RegexOptions.IgnoreCase)]
    private static partial Regex Marks();
}
