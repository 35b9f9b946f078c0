using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Confab.Webchat;

/// <summary><c>GET /widget.js</c>: the script that puts a widget on a page.</summary>
internal static class WidgetScript
{
    private const string Resource = "widget.js";
    private static readonly byte[] Plain = Read();
    private static readonly string Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..32]}\"";

    /// <summary>The script as most browsers get it.</summary>
    public static byte[] Zipped { get; } = Zip(Plain);

    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapMethods("/" + Resource, ["GET", "HEAD"], (RequestDelegate)SendAsync);

    private static async Task SendAsync(HttpContext http)
    {
        var (request, headers) = (http.Request, http.Response.Headers);
        headers.ETag = Tag;
        headers.CacheControl = "public, max-age=300";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString().Contains(Tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var zipped = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zipped)
            headers.ContentEncoding = "gzip";
        http.Response.ContentType = "text/javascript; charset=utf-8";
        http.Response.ContentLength = (zipped ? Zipped : Plain).Length;
        if (HttpMethods.IsGet(request.Method))
            await http.Response.Body.WriteAsync(zipped ? Zipped : Plain);
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Zip(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.SmallestSize))
            zip.Write(plain);
        return bytes.ToArray();
    }
}
