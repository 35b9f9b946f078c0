namespace Confab.Numbers;

/// <summary>Phone numbers as carriers write them: E.164, short codes, and names of senders.</summary>
internal static class PhoneNumber
{
    /// <summary>
    /// <c>+</c> and 2 to 15 digits once blanks, dashes, dots and parentheses are gone; a short code of 3 to 8 digits, or up to 11 letters
    /// and digits with at least one letter, as they are.
    /// </summary>
    public static bool TryNormalize(string text, out string number)
    {
        number = string.Concat(text.Where(character => !" -.()\t".Contains(character, StringComparison.Ordinal)));
        if (number.StartsWith('+'))
            return number.Length is >= 3 and <= 16 && number.Skip(1).All(char.IsAsciiDigit) && number[1] != '0';
        if (number.Length > 0 && number.All(char.IsAsciiDigit))
            return number.Length is >= 3 and <= 8;
        number = text.Trim();
        return number.Length is >= 1 and <= 11 && number.All(character => char.IsAsciiLetterOrDigit(character) || character == ' ') && number.Any(char.IsAsciiLetter);
    }

    /// <summary>Whether a normalised number is a sender's name, which nobody can write to.</summary>
    public static bool IsName(string number) => number.Any(char.IsAsciiLetter);

    /// <summary>Whether a number is one of the virtual kind.</summary>
    public static bool IsVirtual(string number) => number.StartsWith("+899", StringComparison.Ordinal);
}
