using System.Net;
using System.Text;

namespace Confab.Channels.Email;

/// <summary>
/// The text of an HTML mail: no tags, no scripts, no styles, lines where blocks end. Reads whatever it is given once from left to right; the
/// result is plain text and must be shown as such.
/// </summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Silent = new(["script", "style", "head", "title", "template", "noscript"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Lines = new(
        ["div", "tr", "li", "hr", "section", "article", "header", "footer"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Paragraphs = new(
        ["p", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The text.</summary>
    public static string Read(string html)
    {
        var text = new StringBuilder();
        for (var i = 0; i < html.Length;)
        {
            var open = html.IndexOf('<', i);
            Append(text, html.AsSpan(i, (open < 0 ? html.Length : open) - i));
            if (open < 0)
                break;
            i = Skip(html, open, text);
        }
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim())).Trim();
    }

    /// <summary>Passes over what begins at a <c>&lt;</c>; returns where text goes on.</summary>
    private static int Skip(string html, int open, StringBuilder text)
    {
        if (html.AsSpan(open).StartsWith("<!--"))
            return After(html, "-->", open + 4);
        var name = Name(html, open + 1);
        if (name.Length == 0 && (open + 1 == html.Length || html[open + 1] is not ('/' or '!' or '?')))
        {
            text.Append('<');
            return open + 1;
        }
        var end = After(html, ">", open + 1);
        End(text, name.Equals("br", StringComparison.OrdinalIgnoreCase) ? Ends(text) + 1 : Paragraphs.Contains(name) ? 2 : Lines.Contains(name) ? 1 : 0);
        return Silent.Contains(name) && html[open + 1] != '/' ? AfterElement(html, name, end) : end;
    }

    /// <summary>Ends the line so many times that no more than one stays empty.</summary>
    private static void End(StringBuilder text, int lines)
    {
        for (var ends = Ends(text); ends < Math.Min(lines, 2); ends++)
            text.Append('\n');
    }

    /// <summary>How many line ends the text ends with, up to two; the beginning counts as two.</summary>
    private static int Ends(StringBuilder text) => text.Length == 0 ? 2 : text[^1] != '\n' ? 0 : text.Length > 1 && text[^2] == '\n' ? 2 : 1;

    private static string Name(string html, int at)
    {
        var start = at < html.Length && html[at] == '/' ? at + 1 : at;
        var end = start;
        while (end < html.Length && end - start < 20 && char.IsAsciiLetterOrDigit(html[end]))
            end++;
        return end > start && char.IsAsciiLetter(html[start]) ? html[start..end] : "";
    }

    private static int AfterElement(string html, string name, int from)
    {
        var close = html.IndexOf($"</{name}", from, StringComparison.OrdinalIgnoreCase);
        return close < 0 ? html.Length : After(html, ">", close);
    }

    private static int After(string html, string mark, int from)
    {
        var at = from < html.Length ? html.IndexOf(mark, from, StringComparison.Ordinal) : -1;
        return at < 0 ? html.Length : at + mark.Length;
    }

    /// <summary>Adds text with its entities resolved; white space, which means nothing in HTML, becomes single spaces.</summary>
    private static void Append(StringBuilder text, ReadOnlySpan<char> part)
    {
        foreach (var character in WebUtility.HtmlDecode(part.ToString()))
            if (!char.IsWhiteSpace(character))
                text.Append(character);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
    }
}
