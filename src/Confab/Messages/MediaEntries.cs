using System.Buffers;
using System.Text;
using System.Text.Json;
using Confab.Channels;

namespace Confab.Messages;

/// <summary>The <c>medias</c> of a message that came in: each described in the API's words, what else the provider told after them.</summary>
internal static class MediaEntries
{
    /// <summary>The entries as a JSON list.</summary>
    public static string Of(Guid customerId, IReadOnlyList<InboundMedia> medias, Timestamp now)
    {
        if (medias.Count == 0)
            return "[]";
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Wire.Writer);
        writer.WriteStartArray();
        foreach (var media in medias)
            Write(writer, customerId, media, now);
        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Guid customerId, InboundMedia media, Timestamp now)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Ids.New(now));
        writer.WriteString("customer_id", customerId);
        writer.WriteString("type", media.Type);
        writer.WriteString("filename", media.Filename);
        writer.WriteString("tm_create", now.ToString());
        writer.WriteString("tm_update", now.ToString());
        writer.WriteString("tm_delete", Timestamp.Never.ToString());
        if (Uri.TryCreate(media.Source, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            writer.WriteString("url", media.Source);
        foreach (var (name, value) in media.Details)
            WriteDetail(writer, name, value);
        writer.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter writer, string name, object value)
    {
        writer.WritePropertyName(name);
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case long or int:
                writer.WriteNumberValue(Convert.ToInt64(value));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                throw new ArgumentException($"a media detail must be a text, a number or a flag, not {value.GetType()}");
        }
    }
}
