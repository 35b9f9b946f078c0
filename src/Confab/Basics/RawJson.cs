using System.Text.Json;
using System.Text.Json.Serialization;

namespace Confab.Basics;

/// <summary>JSON that we wrote ourselves, kept as text and shown again as it is.</summary>
/// <param name="Text">The text.</param>
[JsonConverter(typeof(Json))]
public readonly record struct RawJson(string Text)
{
    /// <summary>Writes the text without looking into it.</summary>
    internal sealed class Json : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var value = JsonDocument.ParseValue(ref reader);
            return new RawJson(value.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
