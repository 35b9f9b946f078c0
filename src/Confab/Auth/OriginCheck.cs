namespace Confab.Auth;

/// <summary>Whether a browser says that a request comes from one of our own pages.</summary>
internal static class OriginCheck
{
    /// <summary>True when <c>Sec-Fetch-Site</c> or <c>Origin</c> names us; false when neither is there.</summary>
    public static bool IsOurs(HttpRequest request, Settings settings)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site == "same-origin";
        if (!request.Headers.TryGetValue("Origin", out var origin))
            return false;
        var own = new Uri(settings.PublicUrl).GetLeftPart(UriPartial.Authority);
        return origin == own || origin == $"{request.Scheme}://{request.Host}";
    }
}
