namespace Confab.Store.Copying;

/// <summary>A table that both databases have, with the columns that both have.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">Its columns, in the target's order.</param>
internal sealed record CopyTable(string Name, IReadOnlyList<CopyColumn> Columns)
{
    /// <summary>The names of its columns as SQL text.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));
}

/// <summary>A column, and how its values stand on either side: SQLite's numbers, texts and bytes, and PostgreSQL's own types.</summary>
internal sealed record CopyColumn
{
    /// <summary>The table's name.</summary>
    public string Table { get; init; } = "";

    /// <summary>The column's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The target's type, as <c>information_schema</c> calls it.</summary>
    public string Type { get; init; } = "";

    /// <summary>Whether the target draws its values from a sequence.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>A value of the source as the target takes it.</summary>
    /// <exception cref="SettingsException">It does not fit.</exception>
    public object? ToTarget(object? value) => (Type, value) switch
    {
        (_, null) => null,
        ("uuid", byte[] { Length: 16 } id) => new Guid(id, bigEndian: true),
        ("bytea", byte[]) or ("text", string) or ("bigint", long) => value,
        ("integer", long number and >= int.MinValue and <= int.MaxValue) => (int)number,
        _ => throw new SettingsException([$"{Table}.{Name} holds a value that is no {Type}."])
    };

    /// <summary>A value of the target as the source has it.</summary>
    public static object? FromTarget(object value) => value switch
    {
        DBNull => null,
        Guid id => id.ToByteArray(bigEndian: true),
        int number => (long)number,
        _ => value
    };
}
