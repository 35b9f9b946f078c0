using System.Buffers.Binary;

namespace Confab.Medias;

/// <summary>The width and height of a picture, read from its header: pure, and whatever the bytes are no fault.</summary>
internal static class PictureSize
{
    /// <summary>In pixels; zeros where the first bytes do not say.</summary>
    public static (int Width, int Height) Of(string contentType, ReadOnlySpan<byte> head)
    {
        var (width, height) = contentType switch
        {
            "image/png" when head.Length >= 24 => (BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..])),
            "image/gif" when head.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..])),
            "image/jpeg" => Jpeg(head),
            "image/webp" when head.Length >= 30 => WebP(head),
            _ => (0u, 0u)
        };
        return width is 0 or > int.MaxValue || height is 0 or > int.MaxValue ? (0, 0) : ((int)width, (int)height);
    }

    /// <summary>Goes from segment to segment until one begins a frame (ITU T.81, B.2.2: SOF0 to SOF15 but for DHT, JPG and DAC).</summary>
    private static (uint Width, uint Height) Jpeg(ReadOnlySpan<byte> head)
    {
        for (var at = 2; at + 9 <= head.Length && head[at] == 0xff;)
        {
            var marker = head[at + 1];
            if (marker == 0xff)
                at++;
            else if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return (BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            else
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }
        return (0, 0);
    }

    /// <summary>RFC 9649: lossy, lossless, extended.</summary>
    private static (uint Width, uint Height) WebP(ReadOnlySpan<byte> head) => head[12..16] switch
    {
        [(byte)'V', (byte)'P', (byte)'8', (byte)' '] when head[23..26] is [0x9d, 0x01, 0x2a] =>
            (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3fffu, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3fffu),
        [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] when head[20] == 0x2f && BinaryPrimitives.ReadUInt32LittleEndian(head[21..]) is var bits => ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1),
        [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (Three(head[24..]) + 1, Three(head[27..]) + 1),
        _ => (0, 0)
    };

    private static uint Three(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16);
}
