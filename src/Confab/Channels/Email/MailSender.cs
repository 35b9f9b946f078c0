using System.Text;

namespace Confab.Channels.Email;

/// <summary>Reads who sent a mail out of a header such as <c>From</c>: <c>"Ann, of Example" &lt;ann@example.com&gt; (private), …</c>.</summary>
internal static class MailSender
{
    private const int MaxName = 200;

    /// <summary>The first address with its name; null when there is none.</summary>
    public static Address? Read(string header)
    {
        var (name, address) = Split(header);
        if (!Mailbox.TryNormalize(address, out var target))
            return null;
        return new Address("email", target, MailSubject.OneLine(name).Cut(MaxName));
    }

    /// <summary>What stands outside and inside the angle brackets of the first entry; without brackets, nothing and all of it. Comments are left out.</summary>
    private static (string Name, string Address) Split(string header)
    {
        var (outside, inside) = (new StringBuilder(), new StringBuilder());
        var (quoted, angled, depth) = (false, false, 0);
        for (var i = 0; i < header.Length; i++)
        {
            var character = header[i];
            if (character == '\\' && (quoted || depth > 0) && i + 1 < header.Length)
                Append(header[++i]);
            else if (character == '"' && depth == 0)
                quoted = !quoted;
            else if (quoted)
                Append(character);
            else if (character == '(')
                depth++;
            else if (character == ')' && depth > 0)
                depth--;
            else if (depth == 0 && character == '<' && !angled)
                angled = true;
            else if (depth == 0 && (character == '>' && angled || character is ',' or ';' && !angled))
                break;
            else
                Append(character);
        }
        return angled ? (outside.ToString(), inside.ToString()) : ("", outside.ToString());

        void Append(char character)
        {
            if (depth == 0)
                (angled ? inside : outside).Append(character);
        }
    }
}
