namespace Confab.Basics;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Result">The rows.</param>
/// <param name="NextPageToken">What to pass as <c>page_token</c> for the next page; empty when this page is.</param>
public sealed record Page<T>(IReadOnlyList<T> Result, string NextPageToken);

/// <summary>Which page is asked for: at most <paramref name="Size"/> rows that stand before (<paramref name="Before"/>, <paramref name="BeforeId"/>).</summary>
/// <param name="Size">1 to 100.</param>
/// <param name="Before">The <c>tm_create</c> of the last row of the page before.</param>
/// <param name="BeforeId">Breaks the tie where rows share that microsecond; the nil UUID where none do.</param>
public sealed record PageRequest(int Size, Timestamp Before, Guid BeforeId)
{
    /// <summary>The most rows on a page, and what a page has when nothing is asked.</summary>
    public const int MaxSize = 100;

    private static readonly Timestamp Beyond = new(long.MaxValue);

    /// <summary>Reads <c>page_size</c> and <c>page_token</c>; a size outside 1–100 reads as 100, a malformed token is a problem.</summary>
    public static PageRequest Parse(string? size, string? token)
    {
        var rows = int.TryParse(size, out var n) && n is >= 1 and <= MaxSize ? n : MaxSize;
        if (string.IsNullOrEmpty(token))
            return new PageRequest(rows, Beyond, Guid.Empty);
        var cut = token.IndexOf(',', StringComparison.Ordinal);
        var id = Guid.Empty;
        if (!Timestamp.TryParse(cut < 0 ? token : token[..cut], out var before) || (cut >= 0 && !Ids.TryParse(token[(cut + 1)..], out id)))
            throw Problem.InvalidParameter("page_token", "must be a next_page_token of this list, or a time.").AsException();
        return new PageRequest(rows, before, id);
    }

    /// <summary>The arguments of a query for this page of a customer's things: one row more than asked, to see whether times tie.</summary>
    public object Args(Guid customerId) => new { CustomerId = customerId, Before, BeforeId, Limit = Size + 1 };

    /// <summary>The page from up to <see cref="Size"/> + 1 rows, each with its time and id.</summary>
    public Page<TOut> Cut<TRow, TOut>(IReadOnlyList<TRow> rows, Func<TRow, (Timestamp Time, Guid Id)> key, Func<TRow, TOut> map)
    {
        var count = Math.Min(rows.Count, Size);
        if (count == 0)
            return new Page<TOut>([], "");
        var result = new TOut[count];
        for (var i = 0; i < count; i++)
            result[i] = map(rows[i]);
        var last = key(rows[count - 1]);
        var tied = rows.Count > count && key(rows[count]).Time == last.Time;
        return new Page<TOut>(result, Token(last, tied));
    }

    /// <summary>What asks for the next page: the last row's time, and its id too where the next row shares that microsecond.</summary>
    public static string Token((Timestamp Time, Guid Id) last, bool tied) => tied ? $"{last.Time},{last.Id}" : last.Time.ToString();
}
