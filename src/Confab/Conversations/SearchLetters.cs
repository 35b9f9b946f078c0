using System.Text;
using AnyAscii;

namespace Confab.Conversations;

/// <summary>
/// Reads letters so that one is the same in each of its forms: large or small, with or without its accents, wide or half as wide, in one piece or in
/// several. The server runs without ICU, so what Unicode calls normalization is not to be had from the framework.
/// </summary>
internal static class SearchLetters
{
    /// <summary>How far wide letters stand behind plain ones in Unicode.</summary>
    private const int Wide = 0xfee0;

    /// <summary>From U+FF66 on.</summary>
    private const string OfHalfWide = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a";

    /// <summary>Behind each of these in Unicode stands what it is with a mark of voice, and behind the last five what they are with the ring.</summary>
    private const string Voiceless = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ";

    /// <summary>A text, its letters as they are looked for.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
            Add(plain, letter is >= '\uff66' and <= '\uff9f' ? OfHalfWide[letter - '\uff66'] : letter is >= '\uff01' and <= '\uff5e' ? (char)(letter - Wide) : letter);
        return plain.ToString();
    }

    private static void Add(StringBuilder plain, char letter)
    {
        if (letter < '\u0080')
            plain.Append(char.ToLowerInvariant(letter));
        else if (IsLatin(letter))
            plain.Append(letter.ToString().Transliterate().ToLowerInvariant());
        else if (letter is < '\u0300' or > '\u036f' && !IsJoined(plain, letter))
            plain.Append(char.ToLowerInvariant(letter));
    }

    private static bool IsLatin(char letter) => letter is (>= '\u00c0' and <= '\u024f') or (>= '\u1e00' and <= '\u1eff') or (>= '\ufb00' and <= '\ufb06') && char.IsLetter(letter);

    /// <summary>Puts a mark of voice, or a vowel or a last consonant of Hangul, to the letter before it (The Unicode Standard, 3.12), if they go together.</summary>
    private static bool IsJoined(StringBuilder plain, char letter)
    {
        var before = plain.Length > 0 ? plain[^1] : ' ';
        var joined = letter switch
        {
            '\u3099' when Voiceless.Contains(before) => before + 1,
            '\u3099' when before is 'う' or 'ウ' => before + ('ゔ' - 'う'),
            '\u309a' when before is (>= 'は' and <= 'ほ') or (>= 'ハ' and <= 'ホ') && Voiceless.Contains(before) => before + 2,
            >= '\u1161' and <= '\u1175' when before is >= '\u1100' and <= '\u1112' => '가' + (((before - '\u1100') * 21) + letter - '\u1161') * 28,
            >= '\u11a8' and <= '\u11c2' when before is >= '가' and <= '힣' && (before - '가') % 28 == 0 => before + letter - '\u11a7',
            _ => 0
        };
        if (joined == 0)
            return false;
        plain[^1] = (char)joined;
        return true;
    }
}
