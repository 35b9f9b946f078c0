namespace Confab.Store;

/// <summary>The items of a list that a query names as <c>{items}</c>, one value each.</summary>
internal static class Items
{
    private const string Prefix = "item_";

    /// <summary>Whether a value of this name is an item.</summary>
    public static bool IsItem(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The text with so many values in place of <c>{items}</c>.</summary>
    public static SqlText Expand(string sql, int count) =>
        SqlText.Of(sql.Replace("{items}", $"({string.Join(", ", Enumerable.Range(0, count).Select(i => $"@{Prefix}{i}"))})", StringComparison.Ordinal));

    /// <summary>What hands over the items beside the other values.</summary>
    public static Bind Bind<T>(SqlText sql, Type args, IReadOnlyList<T> items)
    {
        var others = sql.BindOf(args);
        return (values, given) =>
        {
            others(values, given);
            for (var place = 0; place < sql.Names.Length; place++)
                if (IsItem(sql.Names[place]))
                    Add(values, place, items[int.Parse(sql.Names[place].AsSpan(Prefix.Length))]);
        };
    }

    private static void Add<T>(IValues values, int place, T item)
    {
        if (item is Guid id)
            values.Add(place, id);
        else
            values.Add(place, item as string ?? throw new InvalidOperationException($"no list of {typeof(T)}"));
    }
}
