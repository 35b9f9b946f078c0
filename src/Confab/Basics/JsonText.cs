using System.Text.Json;

namespace Confab.Basics;

/// <summary>Texts inside JSON that came in: no U+0000, no half of a surrogate pair, not longer than their field allows.</summary>
internal static class JsonText
{
    /// <summary>Reads a string value.</summary>
    /// <param name="value">The value, which must be a string.</param>
    /// <param name="field">Its field, for problems.</param>
    /// <param name="max">The most UTF-16 units.</param>
    public static string Read(JsonElement value, string field, int max)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Problem.Invalid(field, "must be a text.").AsException();
        var text = Decode(value, field);
        return text.Length <= max ? text : throw Problem.Invalid(field, $"must be at most {max} characters long.").AsException();
    }

    /// <summary>Checks every text inside a value that is kept as it came.</summary>
    public static void CheckAll(JsonElement value, string field)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Decode(value, field);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    var name = Guard(() => property.Name, field.Length > 0 ? field : "the body's field names");
                    CheckAll(property.Value, field.Length > 0 ? $"{field}.{name}" : name);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    CheckAll(item, field);
                break;
        }
    }

    private static string Decode(JsonElement value, string field) => Guard(() => value.GetString()!, field);

    private static string Guard(Func<string> read, string field)
    {
        try
        {
            var text = read();
            return text.Contains('\0') ? throw Problem.Invalid(field, "must not hold U+0000.").AsException() : text;
        }
        catch (InvalidOperationException)
        {
            throw Problem.Invalid(field, "must not hold half of a surrogate pair.").AsException();
        }
    }
}
