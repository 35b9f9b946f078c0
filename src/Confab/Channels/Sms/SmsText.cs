namespace Confab.Channels.Sms;

/// <summary>How a text travels as SMS (3GPP TS 23.038, 23.040): in 7-bit characters where it can, else in UTF-16; cut into segments where it is long.</summary>
/// <param name="Encoding"><c>GSM-7</c> or <c>UCS-2</c>.</param>
/// <param name="Units">Septets or UTF-16 units.</param>
/// <param name="Segments">How many messages it takes; each is paid for.</param>
/// <param name="ForcedBy">The first character that GSM-7 does not have, empty where it has all.</param>
public sealed record SmsText(string Encoding, int Units, int Segments, string ForcedBy)
{
    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extended = "^{}\\[~]|€\f";
    private static readonly HashSet<char> One = [.. Basic];
    private static readonly HashSet<char> Two = [.. Extended];

    /// <summary>Counts a text; an empty one takes one segment, as media alone do.</summary>
    public static SmsText Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!One.Contains(text[i]) && !Two.Contains(text[i]))
                return new SmsText("UCS-2", text.Length, Cut(text, 70, 67, _ => 1), char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? text.Substring(i, 2) : text[i].ToString());
        return new SmsText("GSM-7", text.Sum(Septets), Cut(text, 160, 153, Septets), "");
    }

    private static int Septets(char character) => Two.Contains(character) ? 2 : 1;

    /// <summary>A character that takes two units is never cut in two.</summary>
    private static int Cut(string text, int alone, int each, Func<char, int> size)
    {
        if (text.Sum(size) <= alone)
            return 1;
        var (segments, used) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length;
            var units = pair ? 2 : size(text[i]);
            if (used + units > each)
                (segments, used) = (segments + 1, 0);
            used += units;
            if (pair)
                i++;
        }
        return segments;
    }
}
