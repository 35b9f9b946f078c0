using System.Text;
using System.Text.Json;

namespace Confab.Channels;

/// <summary>
/// Texts that came from outside and must be kept whatever they hold: U+0000, halves of surrogate pairs and bytes that are no UTF-8 become
/// U+FFFD, the rest stays.
/// </summary>
public static class ProviderText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The most characters of a raw event that are kept.</summary>
    private const int MaxRaw = 65_536;

    /// <summary>A text with the characters replaced that cannot be kept.</summary>
    public static string Clean(string text)
    {
        if (IsClean(text))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(text[i]).Append(text[++i]);
            else
                result.Append(text[i] == '\0' || char.IsSurrogate(text[i]) ? Replacement : text[i]);
        }
        return result.ToString();
    }

    /// <summary>Bytes as text.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Clean(Encoding.UTF8.GetString(bytes));

    /// <summary>A body as JSON, or null when it is none: invalid UTF-8 in it is replaced first.</summary>
    public static JsonElement? Json(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(body.Span));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A property of an object, or null when it is not one or does not have it.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A string property; empty when it is absent or no string.</summary>
    public static string Text(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.String } value ? ReadText(value) : "";

    /// <summary>A value's raw JSON, bounded.</summary>
    public static string Raw(this JsonElement element)
    {
        var raw = Clean(element.GetRawText());
        return raw.Length <= MaxRaw ? raw : raw[..MaxRaw];
    }

    /// <summary>A string value. Escaped halves of surrogate pairs make the framework's reader throw; here they are replaced like all else.</summary>
    public static string ReadText(JsonElement value)
    {
        try
        {
            return Clean(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return Clean(Unescape(value.GetRawText().AsSpan()[1..^1]));
        }
    }

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var result = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                result.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] == 'u')
            {
                result.Append((char)ushort.Parse(raw.Slice(i + 1, 4), System.Globalization.NumberStyles.HexNumber));
                i += 4;
                continue;
            }
            result.Append(raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
        }
        return result.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var character in text)
            if (character == '\0' || char.IsSurrogate(character))
                return false;
        return true;
    }
}
