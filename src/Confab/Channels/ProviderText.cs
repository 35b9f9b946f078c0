using System.Globalization;
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

    /// <summary>A body as JSON, or null when it is none. What cannot be kept is replaced first, in names and texts, escaped or not.</summary>
    public static JsonElement? Json(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(CleanEscapes(Encoding.UTF8.GetString(body.Span)));
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

    /// <summary>A string value with the characters replaced that cannot be kept.</summary>
    public static string ReadText(JsonElement value) => Clean(value.GetString()!);

    /// <summary>A value's raw JSON, bounded.</summary>
    public static string Raw(this JsonElement element) => Clean(element.GetRawText()).Cut(MaxRaw);

    /// <summary>Replaces <c>\u0000</c> and escaped halves of surrogate pairs, which the framework's reader would stumble over.</summary>
    private static string CleanEscapes(string json)
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
            return json;
        var result = json.ToCharArray();
        for (var i = 0; i + 1 < json.Length; i++)
        {
            if (json[i] != '\\')
                continue;
            if (Escaped(json, i) is not { } unit)
                i++;
            else if (char.IsHighSurrogate(unit) && Escaped(json, i + 6) is { } low && char.IsLowSurrogate(low))
                i += 11;
            else
            {
                if (unit == '\0' || char.IsSurrogate(unit))
                    "FFFD".CopyTo(result.AsSpan(i + 2));
                i += 5;
            }
        }
        return new string(result);
    }

    /// <summary>The UTF-16 unit that an escape of the form <c>\uXXXX</c> stands for; null where there is no such escape.</summary>
    private static char? Escaped(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit : null;

    private static bool IsClean(string text)
    {
        foreach (var character in text)
            if (character == '\0' || char.IsSurrogate(character))
                return false;
        return true;
    }
}
