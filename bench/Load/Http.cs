using System.Buffers.Text;

namespace Confab.Load;

/// <summary>As much of HTTP/1.1 as both ends of this program need: one message at a time on a connection, its length given or its end marked.</summary>
internal static class Http
{
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    /// <summary>How long the first message in these bytes is, and its head; (0, 0) while it is not complete.</summary>
    public static (int Head, int Total) Measure(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return default;
        var head = bytes[..(end + 2)];
        var total = end + 4;
        if (Header(head, "\r\nContent-Length: "u8) is { Length: > 0 } length && Utf8Parser.TryParse(length, out int body, out _))
            total += body;
        else if (head.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0)
            // A chunk holds JSON here, and JSON holds no bare line breaks.
            return bytes.EndsWith(LastChunk) ? (end + 4, bytes.Length) : default;
        return total <= bytes.Length ? (end + 4, total) : default;
    }

    /// <summary>A header's value; empty where there is none.</summary>
    /// <param name="head">The head.</param>
    /// <param name="name">The line break before it, its name, the colon and the blank.</param>
    public static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var start = head.IndexOf(name);
        if (start < 0)
            return default;
        var value = head[(start + name.Length)..];
        return value[..value.IndexOf((byte)'\r')];
    }
}
