namespace Confab.Webchat;

/// <summary><c>GET /widget-preview/{hash}</c>: a page with nothing on it but a widget, to try it before it stands on a site.</summary>
internal static class WidgetPreview
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/widget-preview/{hash}", (RequestDelegate)SendAsync);

    private static async Task SendAsync(HttpContext http)
    {
        var (hash, headers) = ((string)http.Request.RouteValues["hash"]!, http.Response.Headers);
        if (!hash.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_'))
            throw Problem.RouteNotFound.AsException();
        headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'self'; img-src 'self' https: data:; connect-src 'self'{OwnSockets.Source(http.Request)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync($"""
            <!doctype html>
            <html lang="en">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>Confab widget</title>
            <main></main>
            <script src="/widget.js" data-widget="{hash}" async></script>
            </html>
            """);
    }
}
