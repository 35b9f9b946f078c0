using System.Globalization;
using Confab.Auth;

namespace Confab.Live;

/// <summary>What is asked of <c>GET /events</c>.</summary>
/// <param name="After">The cursor; 0 for the oldest kept.</param>
/// <param name="Wait">How long to wait for an event where there is none.</param>
/// <param name="Size">The most events.</param>
/// <param name="Types">Only events of these types; empty for all.</param>
internal sealed record FeedRequest(long After, TimeSpan Wait, int Size, IReadOnlyList<string> Types)
{
    private const int MaxWait = 60;
    private const int MaxTypes = 30;

    /// <summary>Reads it from a call's query.</summary>
    public static FeedRequest Read(Call call)
    {
        var after = TryParse(call.Query("after") ?? "", out var cursor) ? cursor : throw Problem.InvalidParameter("after", "must be a cursor of this feed.").AsException();
        var wait = call.Query("wait") is not { Length: > 0 } text ? 0
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, MaxWait)
            : throw Problem.InvalidParameter("wait", $"must be a whole number of seconds; more than {MaxWait} are {MaxWait}.").AsException();
        var types = (call.Query("type") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (types.Length > MaxTypes)
            throw Problem.InvalidParameter("type", $"must name at most {MaxTypes} types, separated by commas.").AsException();
        return new FeedRequest(after, TimeSpan.FromSeconds(wait), PageRequest.Parse(call.Query("page_size"), null).Size, types);
    }

    /// <summary>Reads a cursor; empty is 0, the oldest kept.</summary>
    public static bool TryParse(string text, out long cursor)
    {
        cursor = 0;
        return text.Length == 0 || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cursor);
    }
}
