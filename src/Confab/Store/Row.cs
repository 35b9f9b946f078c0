using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Confab.Store;

/// <summary>The row that a query stands at.</summary>
internal interface IRow
{
    /// <summary>How many columns there are.</summary>
    int Count { get; }

    /// <summary>What a column is called.</summary>
    string Name(int column);

    /// <summary>Whether a column has no value.</summary>
    bool IsNull(int column);

    /// <summary>A number.</summary>
    long Long(int column);

    /// <summary>A text.</summary>
    string Text(int column);

    /// <summary>A text as it is kept, in UTF-8; good until the next is asked for.</summary>
    ReadOnlySpan<byte> Utf8(int column);

    /// <summary>An id.</summary>
    Guid Id(int column);

    /// <summary>Bytes.</summary>
    byte[] Bytes(int column);
}

/// <summary>Makes values of rows: a plain value of the first column, else an object whose properties are called as the columns are.</summary>
internal static class RowReader<T>
{
    private static readonly ConcurrentDictionary<SqlText, Func<IRow, T>> Known = new();

    /// <summary>What reads the rows of a statement: compiled once, so that no row reflects.</summary>
    public static Func<IRow, T> Of(SqlText sql, IRow row) => Known.TryGetValue(sql, out var known) ? known : Known.GetOrAdd(sql, Compile(row));

    private static Func<IRow, T> Compile(IRow shape)
    {
        var row = Expression.Parameter(typeof(IRow));
        return Expression.Lambda<Func<IRow, T>>(Columns.Read(row, 0, typeof(T)) ?? Object(row, shape), row).Compile();
    }

    private static MemberInitExpression Object(ParameterExpression row, IRow shape) => Expression.MemberInit(Expression.New(typeof(T)), Enumerable.Range(0, shape.Count)
        .Select(column => (column, property: typeof(T).GetProperty(shape.Name(column).Replace("_", "", StringComparison.Ordinal), BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)))
        .Where(it => it.property is not null)
        .Select(it => Expression.Bind(it.property!, Columns.Read(row, it.column, it.property!.PropertyType)
            ?? throw new InvalidOperationException($"no column holds a {it.property!.PropertyType}"))));
}

/// <summary>How a column is read as a type.</summary>
internal static class Columns
{
    private static readonly Dictionary<Type, string> Readers = new()
    {
        [typeof(long)] = nameof(IRow.Long), [typeof(int)] = nameof(IRow.Long), [typeof(bool)] = nameof(IRow.Long), [typeof(Timestamp)] = nameof(IRow.Long),
        [typeof(string)] = nameof(IRow.Text), [typeof(Guid)] = nameof(IRow.Id), [typeof(byte[])] = nameof(IRow.Bytes)
    };

    /// <summary>Reads it, a missing value as the type's default; null where no column holds such a type.</summary>
    public static Expression? Read(ParameterExpression row, int column, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (!Readers.TryGetValue(inner, out var name))
            return null;
        Expression value = Expression.Call(row, name, null, Expression.Constant(column));
        value = inner == typeof(bool) ? Expression.NotEqual(value, Expression.Constant(0L))
            : inner == typeof(Timestamp) ? Expression.New(typeof(Timestamp).GetConstructor([typeof(long)])!, value)
            : inner == typeof(int) ? Expression.ConvertChecked(value, typeof(int)) : value;
        return Expression.Condition(Expression.Call(row, nameof(IRow.IsNull), null, Expression.Constant(column)), Expression.Default(type),
            inner == type ? value : Expression.Convert(value, type));
    }
}
