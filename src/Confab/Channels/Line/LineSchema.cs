using System.Text.Json;

namespace Confab.Channels.Line;

/// <summary>
/// What LINE takes as a message object, by its own published description (<c>line-messages.json</c>): what is known beforehand to be refused
/// is refused by us, with the place that is wrong.
/// </summary>
internal static class LineSchema
{
    private static readonly Dictionary<string, JsonElement> Definitions = Load();

    /// <summary>What is wrong with a message object first, as in <c>contents.body: is required.</c>; null when nothing is.</summary>
    public static string? Fault(JsonElement message) => Fault(message, Definitions["Message"], "");

    /// <summary>The fields that a message object of a type has beside <c>type</c>; none where there is no such type.</summary>
    public static IEnumerable<string> Fields(string type) => Definitions["Message"].Get("kinds")!.Value.Get(type) is { } name
        ? Definitions[name.GetString()!].GetProperty("properties").EnumerateObject().Select(property => property.Name) : [];

    private static string? Fault(JsonElement value, JsonElement shape, string path)
    {
        if (shape.Get("$ref") is { } name)
            return Fault(value, Definitions[name.GetString()!], path);
        if (shape.Get("kinds") is { } kinds)
            return value.ValueKind != JsonValueKind.Object ? Wrong(path, "must be an object.")
                : kinds.Get(value.Text("type")) is { } kind ? Fault(value, Definitions[kind.GetString()!], path)
                : Wrong(Inside(path, "type"), $"must be one of {string.Join(", ", kinds.EnumerateObject().Select(known => known.Name))}.");
        if (shape.Get("additionalProperties") is { } each)
            return MapFault(value, each, path);
        return shape.Get("properties") is { } properties ? ObjectFault(value, shape, properties, path) : shape.Text("type") switch
        {
            "array" => ListFault(value, shape, path),
            "string" => TextFault(value, shape, path),
            "integer" or "number" => NumberFault(value, shape, path),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Wrong(path, "must be true or false."),
            _ => null
        };
    }

    private static string? ObjectFault(JsonElement value, JsonElement shape, JsonElement properties, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(path, "must be an object.");
        if (shape.Get("required") is { } required)
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
                if (value.Get(name) is null)
                    return Wrong(Inside(path, name), "is required.");
        foreach (var property in properties.EnumerateObject())
            if (value.Get(property.Name) is { } inner && Fault(inner, property.Value, Inside(path, property.Name)) is { } fault)
                return fault;
        return null;
    }

    private static string? MapFault(JsonElement value, JsonElement each, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(path, "must be an object.");
        foreach (var entry in value.EnumerateObject())
            if (Fault(entry.Value, each, Inside(path, entry.Name)) is { } fault)
                return fault;
        return null;
    }

    private static string? ListFault(JsonElement value, JsonElement shape, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return Wrong(path, "must be a list.");
        if (!IsWithin(value.GetArrayLength(), shape, "minItems", "maxItems"))
            return Wrong(path, $"must have {Between(shape, "minItems", "maxItems")} entries.");
        var index = 0;
        foreach (var item in value.EnumerateArray())
            if (Fault(item, shape.GetProperty("items"), $"{path}[{index++}]") is { } fault)
                return fault;
        return null;
    }

    private static string? TextFault(JsonElement value, JsonElement shape, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Wrong(path, "must be a text.");
        var text = value.GetString()!;
        if (!IsWithin(text.Length, shape, "minLength", "maxLength"))
            return Wrong(path, $"must be {Between(shape, "minLength", "maxLength")} characters long.");
        if (shape.Get("enum") is { } words && !words.EnumerateArray().Any(word => word.GetString() == text))
            return Wrong(path, $"must be one of {string.Join(", ", words.EnumerateArray().Select(word => word.GetString()))}.");
        var url = shape.Get("format") is null || !Uri.TryCreate(text, UriKind.Absolute, out var parsed) ? null : parsed;
        return shape.Text("format") switch
        {
            "https" when url?.Scheme != "https" => Wrong(path, "must be an address that begins with https://."),
            "uri" when url is null => Wrong(path, "must be an address."),
            _ => null
        };
    }

    private static string? NumberFault(JsonElement value, JsonElement shape, string path)
    {
        if (value.ValueKind != JsonValueKind.Number || (shape.Text("type") == "integer" && !value.TryGetInt64(out _)))
            return Wrong(path, shape.Text("type") == "integer" ? "must be a whole number." : "must be a number.");
        return value.TryGetDouble(out var number) && IsWithin(number, shape, "minimum", "maximum") ? null : Wrong(path, $"must be {Between(shape, "minimum", "maximum")}.");
    }

    private static bool IsWithin(double number, JsonElement shape, string min, string max) =>
        !(number < shape.Get(min)?.GetDouble()) && !(number > shape.Get(max)?.GetDouble());

    private static string Between(JsonElement shape, string min, string max) => (shape.Get(min), shape.Get(max)) switch
    {
        ({ } least, { } most) => $"{least} to {most}",
        ({ } least, _) => $"at least {least}",
        (_, var most) => $"at most {most}"
    };

    private static string Inside(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Wrong(string path, string what) => path.Length == 0 ? what : $"{path} {what}";

    private static Dictionary<string, JsonElement> Load()
    {
        using var stream = typeof(LineSchema).Assembly.GetManifestResourceStream("line-messages.json")!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return document.RootElement.EnumerateObject().ToDictionary(definition => definition.Name, definition => definition.Value.Clone());
    }
}
