namespace Confab;

/// <summary>The headers that every answer carries: no address leaks by referrer, no type is guessed, nothing of the API is kept.</summary>
internal sealed class ResponseHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        return next(http);
    }
}
