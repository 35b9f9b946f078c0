namespace Confab.Pages;

/// <summary>The console's page. Each time it is sent it has a nonce of its own: only styles that carry it, and only files of ours, count in it.</summary>
internal static class ConsolePage
{
    /// <summary>What stands in the built page where the nonce goes.</summary>
    public const string Nonce = "__nonce__";

    private const string Missing = """
        <!doctype html>
        <html lang="en">
        <title>Confab</title>
        <h1>Confab is running</h1>
        <p>This build has no console: Node.js was missing, or failed, when it was built. The API is all there.</p>
        <p>To get the console, install Node.js 20.19 or later with npm, build again (<code>dotnet build src/Confab</code>) and start the server anew. What the build warns of says more.</p>
        </html>
        """;

    /// <summary>Sends the page, or the plain one that says how to get it.</summary>
    public static async Task SendAsync(HttpContext http, ConsoleFiles files)
    {
        var nonce = Secrets.Text(24);
        var headers = http.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = Policy(http.Request, nonce);
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        http.Response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsGet(http.Request.Method))
            await http.Response.WriteAsync((files.Page ?? Missing).Replace(Nonce, nonce, StringComparison.Ordinal));
    }

    private static string Policy(HttpRequest request, string nonce) =>
        $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        + $"connect-src 'self'{Socket(request)}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Our own WebSockets, which not every browser counts as <c>'self'</c>.</summary>
    private static string Socket(HttpRequest request) => Uri.CheckHostName(request.Host.Host) is UriHostNameType.Unknown ? ""
        : $" {(request.IsHttps ? "wss" : "ws")}://{request.Host}";
}
