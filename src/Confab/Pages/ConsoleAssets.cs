using System.IO.Compression;

namespace Confab.Pages;

/// <summary><c>/assets</c>: scripts, styles and pictures of the console. A name holds a sum of the bytes, so what a browser has of it stays right for ever.</summary>
internal static class ConsoleAssets
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2"
    };

    /// <summary>Sends an asset, packed where the browser takes that.</summary>
    public static async Task SendAsync(HttpContext http, ConsoleFiles files)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        await using var packed = files.Open(name) ?? throw Problem.RouteNotFound.AsException();
        var (request, response) = (http.Request, http.Response);
        var tag = $"\"{name}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = "Accept-Encoding";
        response.ContentType = Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
        if (request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var zipped = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zipped)
            (response.Headers.ContentEncoding, response.ContentLength) = ("gzip", packed.Length);
        if (!HttpMethods.IsGet(request.Method))
            return;
        if (zipped)
            await packed.CopyToAsync(response.Body);
        else
            await new GZipStream(packed, CompressionMode.Decompress).CopyToAsync(response.Body);
    }
}
