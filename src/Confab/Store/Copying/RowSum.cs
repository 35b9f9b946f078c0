using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Store.Copying;

/// <summary>
/// How many rows, and the sum of their hashes: the same in whatever order they are read, so that it does not matter how a database sorts.
/// A value counts with its type and length.
/// </summary>
internal sealed class RowSum
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private UInt128 sum;

    /// <summary>How many rows.</summary>
    public long Count { get; private set; }

    /// <summary>How many bytes were hashed.</summary>
    public long Bytes { get; private set; }

    /// <summary>The sum of the first halves of their SHA-256, as 32 hexadecimal digits.</summary>
    public string Checksum => sum.ToString("x32");

    /// <summary>Adds a row, its values as SQLite has them: a number, a text, bytes or null.</summary>
    public void Add(ReadOnlySpan<object?> row)
    {
        buffer.ResetWrittenCount();
        foreach (var value in row)
            Write(value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        sum = unchecked(sum + BinaryPrimitives.ReadUInt128BigEndian(hash));
        Count++;
        Bytes += buffer.WrittenCount;
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case null:
                Begin(0, 0);
                break;
            case long number:
                Begin(1, number);
                break;
            case string text:
                Begin(2, Encoding.UTF8.GetByteCount(text));
                Encoding.UTF8.GetBytes(text, buffer);
                break;
            case byte[] bytes:
                Begin(3, bytes.Length);
                buffer.Write(bytes);
                break;
            default:
                throw new InvalidCastException($"{value.GetType().Name} is no type of ours");
        }
    }

    private void Begin(byte type, long number)
    {
        var span = buffer.GetSpan(9);
        span[0] = type;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], number);
        buffer.Advance(9);
    }
}
