using System.Collections.Concurrent;
using Confab.Store;
using Microsoft.AspNetCore.Http.Features;

namespace Confab.Auth;

/// <summary>
/// Lets visitors of web chats in, from the pages that their widget allows: anybody can be one, so they are let in to few routes, in small
/// numbers and with small bodies. Answers to pages of other sites never allow credentials that a browser adds by itself.
/// </summary>
internal sealed class Visitors(Db db, RateLimiter limiter, Settings settings, TimeProvider clock)
{
    private const int MaxBody = 32 * 1024;
    private const int MaxKnown = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, (HashSet<Guid> Widgets, long At)> known = new();

    /// <summary>Answers a browser that asks whether a page may call at all.</summary>
    public async Task PreflightAsync(HttpContext http)
    {
        if (!await ShowAsync(http))
            throw Problem.Denied("No web chat widget allows this origin.").AsException();
        http.Response.Headers.AccessControlAllowMethods = "GET, POST";
        http.Response.Headers.AccessControlAllowHeaders = "authorization, content-type, idempotency-key";
        http.Response.Headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Lets a page of another site read the answer, a refusal too, where any widget allows that site; whether it does.</summary>
    public async Task<bool> ShowAsync(HttpContext http)
    {
        if (Foreign(http.Request) is not { } origin || (await AllowingAsync(origin)).Count == 0)
            return false;
        http.Response.Headers.AccessControlAllowOrigin = origin;
        http.Response.Headers.AccessControlExposeHeaders = "Retry-After, X-Request-Id, Idempotent-Replayed";
        http.Response.Headers.Append("Vary", "Origin");
        return true;
    }

    /// <summary>Lets a visitor in to a route.</summary>
    /// <exception cref="ProblemException">The route takes no visitors, the page may not call for this widget, or there are too many.</exception>
    public async Task AdmitAsync(HttpContext http, Caller visitor, RouteAccess access)
    {
        if (!access.TakesVisitors)
            throw Problem.DirectAccessNotSupported.AsException();
        await RequireOriginAsync(http, visitor.WidgetId);
        limiter.CheckCaller(visitor, RateLimiter.Address(http));
        LimitBody(http);
    }

    /// <summary>Refuses a page of another site that a widget does not allow.</summary>
    public async Task RequireOriginAsync(HttpContext http, Guid widgetId)
    {
        if (Foreign(http.Request) is not { } origin || (await AllowingAsync(origin)).Contains(widgetId))
            return;
        http.Response.Headers.Remove("Access-Control-Allow-Origin");
        throw Problem.Denied("The web chat widget does not allow this origin.").AsException();
    }

    /// <summary>Takes small bodies only.</summary>
    public static void LimitBody(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: not < MaxBody } size)
            size.MaxRequestBodySize = MaxBody;
    }

    /// <summary>Forgets what is remembered of origins.</summary>
    public void Forget() => known.Clear();

    /// <summary>The page's origin where it is another's; null for our own, and for callers that are no browsers.</summary>
    private string? Foreign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && !OriginCheck.IsOurs(request, settings) ? origin : null;

    /// <summary>The widgets that allow an origin, as of half a second ago or later.</summary>
    private async Task<HashSet<Guid>> AllowingAsync(string origin)
    {
        if (known.TryGetValue(origin, out var entry) && clock.GetElapsedTime(entry.At) < Remembered)
            return entry.Widgets;
        var at = clock.GetTimestamp();
        var widgets = origin.Length > JsonBody.MaxName ? [] : (await db.ReadAsync(sql => sql.QueryAsync<Guid>("SELECT widget_id FROM webchat_origins WHERE origin = @origin", new { origin }))).ToHashSet();
        if (known.Count >= MaxKnown)
            known.Clear();
        known[origin] = (widgets, at);
        return widgets;
    }
}
