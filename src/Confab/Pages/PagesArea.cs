namespace Confab.Pages;

/// <summary>The agents' console: a page that a browser gets once, and what it loads. All it does it does over the API.</summary>
internal static class PagesArea
{
    public static void AddPages(this IServiceCollection services) => services.AddSingleton(new ConsoleFiles());

    /// <summary>
    /// Answers <c>/</c> and <c>/assets</c>; and with the same page, which knows its own paths, a browser that opens an address which nothing else answers.
    /// </summary>
    public static void MapPages(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<ConsoleFiles>();
        app.MapMethods("/", ["GET", "HEAD"], (RequestDelegate)(http => ConsolePage.SendAsync(http, files)));
        app.MapMethods("/assets/{name}", ["GET", "HEAD"], (RequestDelegate)(http => ConsoleAssets.SendAsync(http, files)));
        app.Use((http, next) => IsPage(http) ? ConsolePage.SendAsync(http, files) : next(http));
    }

    private static bool IsPage(HttpContext http) => http.GetEndpoint() is null && HttpMethods.IsGet(http.Request.Method)
        && !http.Request.Path.StartsWithSegments("/v1.0") && !http.Request.Path.StartsWithSegments("/auth")
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
