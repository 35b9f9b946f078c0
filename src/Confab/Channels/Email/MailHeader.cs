using System.Text;

namespace Confab.Channels.Email;

/// <summary>
/// Writes header lines (RFC 5322, with RFC 2047 for what is not ASCII), folded and ended. What they are given stays in them: no value can
/// begin a line of its own.
/// </summary>
internal static class MailHeader
{
    /// <summary>Lines are folded here where a space allows.</summary>
    private const int Width = 76;

    /// <summary>No word may be longer: lines end at 998 characters.</summary>
    private const int MaxWord = 200;

    /// <summary>So many bytes make an encoded word that fits on a line with a header's name.</summary>
    private const int EncodedBytes = 39;

    /// <summary>A header of free text.</summary>
    public static string Text(string name, string value) => Fold(name, Words(MailSubject.OneLine(value)));

    /// <summary>A header with one address.</summary>
    public static string Address(string name, string display, string address)
    {
        var shown = MailSubject.OneLine(display);
        return Fold(name, [.. shown.Length == 0 ? [] : IsPlain(shown) && shown.Length < MaxWord ? [Quote(shown)] : Encode(shown), $"<{address}>"]);
    }

    /// <summary>A header of mails' ids.</summary>
    public static string Ids(string name, IEnumerable<string> ids) => Fold(name, ids.Select(MailId.Write));

    /// <summary>A name as a quoted string.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string> Words(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return IsPlain(value) && words.All(word => word.Length <= MaxWord) ? words : Encode(value);
    }

    private static bool IsPlain(string text) => text.All(character => character is >= ' ' and < '\u007f') && !text.Contains("=?", StringComparison.Ordinal);

    /// <summary>Encoded words; what a decoder leaves out between two of them is inside.</summary>
    private static IEnumerable<string> Encode(string text)
    {
        var bytes = new List<byte>(EncodedBytes + 4);
        Span<byte> utf8 = stackalloc byte[4];
        var words = new List<string>();
        foreach (var rune in text.EnumerateRunes())
        {
            var encoded = utf8[..rune.EncodeToUtf8(utf8)];
            if (bytes.Count + encoded.Length > EncodedBytes)
                Flush();
            bytes.AddRange(encoded);
        }
        Flush();
        return words;

        void Flush()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=");
            bytes.Clear();
        }
    }

    private static string Fold(string name, IEnumerable<string> words)
    {
        var lines = new StringBuilder(name).Append(':');
        var length = lines.Length;
        foreach (var word in words)
        {
            if (length + 1 + word.Length > Width && length > name.Length + 1)
            {
                lines.Append("\r\n");
                length = 0;
            }
            lines.Append(' ').Append(word);
            length += 1 + word.Length;
        }
        return lines.Append("\r\n").ToString();
    }
}
