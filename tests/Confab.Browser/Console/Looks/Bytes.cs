using System.Buffers.Binary;
using System.IO.Compression;

namespace Confab.Browser.Console.Looks;

/// <summary>Bytes that look and sound like what people send.</summary>
internal static class Bytes
{
    /// <summary>A PNG of a sun over hills, so wide and so high.</summary>
    public static byte[] Landscape(int width, int height)
    {
        using var lines = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            lines.WriteByte(0);
            for (var x = 0; x < width; x++)
                lines.Write(Color((double)x / width, (double)y / height));
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(lines.ToArray());
        var size = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(size, width);
        BinaryPrimitives.WriteInt32BigEndian(size.AsSpan(4), height);
        (size[8], size[9]) = (8, 2);
        return [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. Chunk("IHDR"u8, size), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A WAV of so many seconds of a tone that fades.</summary>
    public static byte[] Tone(int seconds)
    {
        const int Rate = 8000;
        var samples = new byte[Rate * seconds];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)(128 + 80 * Math.Sin(i * 0.35) * (1 - (double)i / samples.Length));
        var head = new byte[44];
        "RIFF"u8.CopyTo(head);
        "WAVEfmt "u8.CopyTo(head.AsSpan(8));
        "data"u8.CopyTo(head.AsSpan(36));
        foreach (var (at, value) in ((int, int)[])[(4, 36 + samples.Length), (16, 16), (20, 0x0001_0001), (24, Rate), (28, Rate), (32, 0x0008_0001), (40, samples.Length)])
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(at), value);
        return [.. head, .. samples];
    }

    private static byte[] Color(double x, double y)
    {
        var hill = 0.68 + 0.07 * Math.Sin(x * 6) + 0.03 * Math.Sin(x * 17);
        var ridge = 0.56 + 0.09 * Math.Sin(x * 4 + 2) + 0.02 * Math.Sin(x * 23);
        var sun = Math.Sqrt(Math.Pow((x - 0.7) * 1.4, 2) + Math.Pow(y - 0.34, 2));
        return y > hill ? Mix((52, 92, 74), (28, 58, 52), (y - hill) / (1 - hill))
            : y > ridge ? Mix((104, 140, 128), (84, 120, 108), (y - ridge) * 4)
            : sun < 0.09 ? [255, 244, 214] : Mix((122, 178, 206), (250, 214, 176), y / 0.6 + 0.12 / (sun + 0.4) - 0.2);
    }

    private static byte[] Mix((int R, int G, int B) from, (int R, int G, int B) to, double part)
    {
        var share = Math.Clamp(part, 0, 1);
        return [(byte)(from.R + (to.R - from.R) * share), (byte)(from.G + (to.G - from.G) * share), (byte)(from.B + (to.B - from.B) * share)];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Sum(body));
        return chunk;
    }

    /// <summary>CRC-32 as PNG has it.</summary>
    private static uint Sum(byte[] data)
    {
        var sum = uint.MaxValue;
        foreach (var one in data)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 1 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
        }
        return ~sum;
    }
}
