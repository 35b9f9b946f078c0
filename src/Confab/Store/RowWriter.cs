using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Confab.Store;

/// <summary>
/// Writes rows as JSON in a shape of the API, and makes neither objects nor strings of them. A field is the column of its name; a field of
/// an object within has that object's name before its own, as in <c>sender_id</c>.
/// </summary>
internal sealed class RowWriter
{
    private static readonly ConcurrentDictionary<SqlText, RowWriter> Known = new();

    private readonly Dictionary<string, int> columns;
    private readonly Field[] fields;

    private RowWriter(IRow row, JsonTypeInfo shape)
    {
        columns = Enumerable.Range(0, row.Count).ToDictionary(row.Name);
        fields = [.. Fields(shape, "")];
    }

    private delegate void Field(IRow row, Utf8JsonWriter writer);

    /// <summary>What writes the rows of a statement: made once. No column of it may be without a value.</summary>
    /// <exception cref="InvalidOperationException">A field has no column, or one of a type that no column has.</exception>
    public static RowWriter Of(SqlText sql, IRow row, JsonTypeInfo shape) => Known.TryGetValue(sql, out var known) ? known : Known.GetOrAdd(sql, new RowWriter(row, shape));

    /// <summary>What orders the rows of a page.</summary>
    public (Timestamp Time, Guid Id) Key(IRow row) => (new Timestamp(row.Long(columns["tm_create"])), row.Id(columns["id"]));

    /// <summary>Writes a row.</summary>
    public void Write(IRow row, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
            field(row, writer);
        writer.WriteEndObject();
    }

    private IEnumerable<Field> Fields(JsonTypeInfo shape, string prefix) => shape.Properties.Select(property =>
    {
        var name = JsonEncodedText.Encode(property.Name);
        return columns.TryGetValue(prefix + property.Name, out var column) ? Value(name, column, property.PropertyType)
            : Object(name, shape.Options.GetTypeInfo(property.PropertyType), $"{prefix}{property.Name}_");
    });

    private Field Object(JsonEncodedText name, JsonTypeInfo shape, string prefix)
    {
        if (shape.Kind != JsonTypeInfoKind.Object)
            throw new InvalidOperationException($"no column for {prefix[..^1]}");
        Field[] inner = [.. Fields(shape, prefix)];
        return (row, writer) =>
        {
            writer.WriteStartObject(name);
            foreach (var field in inner)
                field(row, writer);
            writer.WriteEndObject();
        };
    }

    private static Field Value(JsonEncodedText name, int column, Type type) =>
        type == typeof(string) ? (row, writer) => writer.WriteString(name, row.Utf8(column))
        : type == typeof(Guid) ? (row, writer) => writer.WriteString(name, row.Id(column))
        : type == typeof(long) ? (row, writer) => writer.WriteNumber(name, row.Long(column))
        : type == typeof(Timestamp) ? (row, writer) => new Timestamp(row.Long(column)).WriteTo(Named(writer, name))
        : type == typeof(RawJson) ? (row, writer) => Named(writer, name).WriteRawValue(row.Utf8(column), skipInputValidation: true)
        : throw new InvalidOperationException($"no column is written as a {type}");

    private static Utf8JsonWriter Named(Utf8JsonWriter writer, JsonEncodedText name)
    {
        writer.WritePropertyName(name);
        return writer;
    }
}
