using Npgsql;

namespace Confab.Store.Postgres;

/// <summary>The row that a reader stands at.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : IRow
{
    private byte[] bytes = [];

    /// <inheritdoc />
    public int Count => reader.FieldCount;

    /// <inheritdoc />
    public string Name(int column) => reader.GetName(column);

    /// <inheritdoc />
    public bool IsNull(int column) => reader.IsDBNull(column);

    /// <inheritdoc />
    public long Long(int column) => reader.GetInt64(column);

    /// <inheritdoc />
    public string Text(int column) => reader.GetString(column);

    /// <inheritdoc />
    public ReadOnlySpan<byte> Utf8(int column)
    {
        int length;
        while ((length = (int)reader.GetBytes(column, 0, bytes, 0, bytes.Length)) == bytes.Length)
            bytes = new byte[Math.Max(512, bytes.Length * 4)];
        return bytes.AsSpan(0, length);
    }

    /// <inheritdoc />
    public Guid Id(int column) => reader.GetGuid(column);

    /// <inheritdoc />
    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);
}
