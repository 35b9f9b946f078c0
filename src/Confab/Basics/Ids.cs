using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Confab.Basics;

/// <summary>The one place where ids are made and read.</summary>
public static class Ids
{
    /// <summary>A new id, UUID version 7: ids made later sort later, which keeps indexes dense.</summary>
    public static Guid New(Timestamp now) => Guid.CreateVersion7(now.ToDateTimeOffset());

    /// <summary>The id of a time, to the microsecond, and of what is told apart by 62 bits: the same for the same, in the order of time.</summary>
    public static Guid Of(Timestamp time, ulong rest)
    {
        var micros = (ulong)Math.Clamp(time.Micros, 0, 1000 * (1L << 48) - 1);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, micros / 1000 << 16 | 0x7000 | micros % 1000);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 1UL << 63 | rest & ulong.MaxValue >> 2);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>When an id was made, to the millisecond: for ids in the order of time.</summary>
    public static Timestamp TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new Timestamp((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16) * 1000);
    }

    /// <summary>What tells an id apart from others of its time.</summary>
    public static ulong Rest(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & ulong.MaxValue >> 2;
    }

    /// <summary>The id of the n-th part of what has an id: the same for the same. UUID version 8.</summary>
    public static Guid Part(Guid id, int part)
    {
        Span<byte> bytes = stackalloc byte[20];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], part);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        (hash[6], hash[8]) = ((byte)(hash[6] & 0x0f | 0x80), (byte)(hash[8] & 0x3f | 0x80));
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>A new id that tells nothing and cannot be guessed, UUID version 4.</summary>
    public static Guid Random() => Guid.NewGuid();

    /// <summary>The id in <paramref name="text"/>; only the plain form with dashes counts.</summary>
    public static bool TryParse(string? text, out Guid id) => Guid.TryParseExact(text, "D", out id);
}
