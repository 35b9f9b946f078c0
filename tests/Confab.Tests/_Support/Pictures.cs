using System.Buffers.Binary;

namespace Confab.Tests;

/// <summary>The first bytes of pictures, followed by noise.</summary>
internal static class Pictures
{
    /// <summary>A PNG of a size, so many bytes of it.</summary>
    public static byte[] Png(int width, int height, int bytes = 1000)
    {
        var png = Noise(bytes);
        ((byte[])[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]).CopyTo(png, 0);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    /// <summary>An MP4 of so many bytes.</summary>
    public static byte[] Mp4(int bytes)
    {
        var mp4 = Noise(bytes);
        ((byte[])[0, 0, 0, 24, .. "ftypisom"u8]).CopyTo(mp4, 0);
        return mp4;
    }

    public static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        Random.Shared.NextBytes(noise);
        return noise;
    }
}
