namespace Confab.Basics;

/// <summary>Cuts what others wrote to what is kept of it.</summary>
internal static class TextCut
{
    /// <summary>The text, or so many UTF-16 units of it: one less where the last would be half of a character, which no database keeps.</summary>
    public static string Cut(this string text, int max) => text.Length <= max ? text : text[..(max > 0 && char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
}
