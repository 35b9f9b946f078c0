using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Confab.Conversations;

/// <summary>
/// Makes words of texts, the same for what is kept and for what is asked, on either database. Scripts that put no blanks between words give
/// every two letters that stand side by side.
/// </summary>
internal static partial class SearchWords
{
    /// <summary>The most terms of a question; what follows is not looked at.</summary>
    public const int MaxTerms = 6;

    /// <summary>The most words of one text that can be found.</summary>
    private const int MaxWords = 1000;

    private const int MaxLength = 32;
    private const int MinDigits = 3;

    /// <summary>The words of a text, each once.</summary>
    public static HashSet<string> Of(string text)
    {
        var words = new HashSet<string>();
        var plain = SearchLetters.Plain(text);
        foreach (var (run, isDense) in Runs(plain))
        {
            if (words.Count >= MaxWords)
                break;
            if (!isDense)
                words.Add(run.Cut(MaxLength));
            else
            {
                for (var i = 0; i + 1 < run.Length; i++)
                    words.Add(run.Substring(i, 2));
                words.Add(run[^1..]);
            }
        }
        foreach (var number in Blocks().Matches(plain).SelectMany(match => Numbers(match.Value)).TakeWhile(_ => words.Count < MaxWords))
            words.Add(number);
        return words;
    }

    /// <summary>The words of a peer: its name's, its address's, and every ending of its number, so that any part of it is the beginning of one.</summary>
    public static HashSet<string> Of(Address peer)
    {
        var words = Of(peer.TargetName);
        if (peer.Type is "tel" or "email" or "whatsapp")
            words.UnionWith(Of(peer.Target));
        if (peer.Type is "tel" or "whatsapp")
            for (var digits = Digits(peer.Target); digits.Length >= MinDigits; digits = digits[1..])
                words.Add(digits.Cut(MaxLength));
        return words;
    }

    /// <summary>What a question asks for: all of these.</summary>
    public static List<SearchTerm> Terms(string query)
    {
        var number = Digits(query);
        if (number.Length >= MinDigits && query.All(letter => char.IsAsciiDigit(letter) || letter is ' ' or '+' or '-' or '(' or ')' or '.' or '/'))
            return [SearchTerm.Beginning(number.Cut(MaxLength))];
        var terms = new List<SearchTerm>();
        var runs = Runs(BlocksOfOne().Replace(SearchLetters.Plain(query), match => Digits(match.Value) is { Length: >= MinDigits } digits ? digits : match.Value)).ToList();
        foreach (var (run, isDense) in runs)
            if (isDense && run.Length > 1)
                terms.AddRange(Enumerable.Range(0, run.Length - 1).Select(i => new SearchTerm(run.Substring(i, 2), "")));
            else
                terms.Add(isDense || (run.Length > 1 && ReferenceEquals(run, runs[^1].Run)) || (run.Length >= MinDigits && run.All(char.IsAsciiDigit)) ? SearchTerm.Beginning(run.Cut(MaxLength)) : new SearchTerm(run.Cut(MaxLength), ""));
        return [.. terms.Distinct().Take(MaxTerms)];
    }

    /// <summary>The digits of a number that is written in blocks, from each block but the last on, so that however it is written it is the beginning of one.</summary>
    private static IEnumerable<string> Numbers(string blocks)
    {
        var each = Block().Matches(blocks);
        for (var i = 0; i + 1 < each.Count; i++)
            if (Digits(blocks[each[i].Index..Math.Min(blocks.Length, each[i].Index + (4 * MaxLength))]) is { Length: >= MinDigits } number)
                yield return number.Cut(MaxLength);
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Block();

    [GeneratedRegex(@"[0-9]+(?:[ +\-()./]{1,3}[0-9]+)+")]
    private static partial Regex Blocks();

    /// <summary>The same without blanks, and only where no letter stands beside it.</summary>
    [GeneratedRegex(@"(?<![\p{L}0-9])[0-9]+(?:[+\-()./]{1,3}[0-9]+)+(?![\p{L}0-9])")]
    private static partial Regex BlocksOfOne();

    /// <summary>Runs of letters and digits, and whether they are of a script without blanks. Only such letters as one UTF-16 unit holds.</summary>
    private static IEnumerable<(string Run, bool IsDense)> Runs(string plain)
    {
        var run = new StringBuilder();
        var wasDense = false;
        foreach (var letter in plain)
        {
            var isLetter = char.IsLetterOrDigit(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            var isDense = isLetter && IsDense(letter);
            if (run.Length > 0 && (!isLetter || isDense != wasDense))
            {
                yield return (run.ToString(), wasDense);
                run.Clear();
            }
            if (isLetter)
                run.Append(letter);
            wasDense = isDense;
        }
        if (run.Length > 0)
            yield return (run.ToString(), wasDense);
    }

    /// <summary>Thai, Lao, Burmese, Khmer; kana, half-wide too, ideographs, Hangul.</summary>
    private static bool IsDense(char letter) => letter is (>= '\u0e00' and <= '\u0eff') or (>= '\u1000' and <= '\u11ff') or (>= '\u1780' and <= '\u17ff')
        or (>= '\u3005' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') or (>= '\uf900' and <= '\ufaff') or (>= '\uff66' and <= '\uff9f');
}

/// <summary>A word that is asked for.</summary>
/// <param name="Word">The word, or how it begins.</param>
/// <param name="End">Behind all that begin so; empty for a whole word.</param>
internal readonly record struct SearchTerm(string Word, string End)
{
    /// <summary>Whether words that only begin so count.</summary>
    public bool IsPrefix => !string.IsNullOrEmpty(End);

    /// <summary>All words that begin so.</summary>
    public static SearchTerm Beginning(string word) => new(word, word + '\uffff');
}
