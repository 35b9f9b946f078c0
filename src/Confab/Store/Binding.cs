using System.Linq.Expressions;
using System.Reflection;

namespace Confab.Store;

/// <summary>Where a statement's values go, each to its place from 0: ids, times as microseconds, flags as 0 and 1.</summary>
internal interface IValues
{
    /// <summary>A number.</summary>
    void Add(int place, long value);

    /// <summary>A small number or a flag.</summary>
    void Add(int place, int value);

    /// <summary>A text.</summary>
    void Add(int place, string value);

    /// <summary>An id.</summary>
    void Add(int place, Guid value);

    /// <summary>Bytes.</summary>
    void Add(int place, byte[] value);

    /// <summary>No value, of a type.</summary>
    void AddNull(int place, Type type);
}

/// <summary>Hands the properties of an object to a statement.</summary>
internal delegate void Bind(IValues values, object args);

/// <summary>Makes what hands values over: compiled once per statement and type, so that no call reflects.</summary>
internal static class Binding
{
    private const BindingFlags Anyhow = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>Finds a property for each name, in whatever case; names of list items are left out.</summary>
    /// <exception cref="InvalidOperationException">A name has no property, or one of a type that no column has.</exception>
    public static Bind Compile(IReadOnlyList<string> names, Type args)
    {
        var (values, given) = (Expression.Parameter(typeof(IValues)), Expression.Parameter(typeof(object)));
        var typed = Expression.Convert(given, args);
        var calls = names.Select((name, place) => (name, place)).Where(it => !Items.IsItem(it.name)).Select(it => Add(values, it.place, Expression.Property(typed,
            args.GetProperty(it.name, Anyhow & ~BindingFlags.IgnoreCase) ?? args.GetProperty(it.name, Anyhow) ?? throw new InvalidOperationException($"no value for @{it.name} in {args}"))));
        return Expression.Lambda<Bind>(Expression.Block(typeof(void), calls), values, given).Compile();
    }

    private static Expression Add(ParameterExpression values, int place, Expression value)
    {
        var type = value.Type;
        if (type == typeof(Timestamp))
            return Add(values, place, Expression.Property(value, nameof(Timestamp.Micros)));
        if (type == typeof(bool))
            return Add(values, place, Expression.Condition(value, Expression.Constant(1), Expression.Constant(0)));
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Expression.IfThenElse(Expression.Property(value, "HasValue"), Add(values, place, Expression.Property(value, "Value")), AddNull(values, place, inner));
        var add = typeof(IValues).GetMethod(nameof(IValues.Add), [typeof(int), type]) ?? throw new InvalidOperationException($"no column holds a {type}");
        var call = Expression.Call(values, add, Expression.Constant(place), value);
        return type.IsValueType ? call
            : Expression.IfThenElse(Expression.ReferenceEqual(value, Expression.Constant(null)), AddNull(values, place, type), call);
    }

    private static MethodCallExpression AddNull(ParameterExpression values, int place, Type type) =>
        Expression.Call(values, nameof(IValues.AddNull), null, Expression.Constant(place), Expression.Constant(type));
}
