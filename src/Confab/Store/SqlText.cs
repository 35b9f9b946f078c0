using System.Collections.Concurrent;
using System.Text;

namespace Confab.Store;

/// <summary>The text of a statement, read once: the values that it names, and how each database wants them written.</summary>
internal sealed class SqlText
{
    private const int MaxKnown = 4096;
    private static readonly ConcurrentDictionary<string, SqlText> Known = new(SqlComparer.Instance);

    private readonly ConcurrentDictionary<Type, Bind> binds = new();

    private SqlText(string text)
    {
        Text = text;
        var (names, numbered) = (new List<string>(), new StringBuilder(text.Length));
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '\'' ? text.IndexOf('\'', i + 1) : i;
            if (text[i] == '@')
            {
                while (end + 1 < text.Length && (char.IsLetterOrDigit(text[end + 1]) || text[end + 1] == '_'))
                    end++;
                var name = text[(i + 1)..(end + 1)];
                var place = names.IndexOf(name);
                if (place < 0)
                    names.Add(name);
                numbered.Append('$').Append(place < 0 ? names.Count : place + 1);
            }
            else
                numbered.Append(text, i, end + 1 - i);
            i = end;
        }
        (Names, Numbered, IsRead) = ([.. names], numbered.ToString(), text.AsSpan().TrimStart().StartsWith("SELECT", StringComparison.Ordinal));
    }

    /// <summary>As it was written, values as <c>@name</c>.</summary>
    public string Text { get; }

    /// <summary>Values as <c>$1</c>, <c>$2</c>: for PostgreSQL.</summary>
    public string Numbered { get; }

    /// <summary>What <c>$1</c>, <c>$2</c> … are called.</summary>
    public string[] Names { get; }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead { get; }

    /// <summary>The text, from those known.</summary>
    public static SqlText Of(string text)
    {
        if (Known.TryGetValue(text, out var known))
            return known;
        if (Known.Count >= MaxKnown)
            Known.Clear();
        return Known.GetOrAdd(text, new SqlText(text));
    }

    /// <summary>What hands the values of such an object to this statement.</summary>
    public Bind BindOf(Type args) => binds.TryGetValue(args, out var bind) ? bind : binds.GetOrAdd(args, Binding.Compile(Names, args));
}

/// <summary>Compares texts of statements. They are long, few and mostly the same object, so a few of their letters make the hash.</summary>
internal sealed class SqlComparer : IEqualityComparer<string>
{
    public static readonly SqlComparer Instance = new();

    /// <inheritdoc />
    public bool Equals(string? x, string? y) => string.Equals(x, y);

    /// <inheritdoc />
    public int GetHashCode(string text)
    {
        var hash = text.Length;
        for (var i = text.Length - 1; i >= 0; i -= 1 + text.Length / 16)
            hash = hash * 31 + text[i];
        return hash;
    }
}
