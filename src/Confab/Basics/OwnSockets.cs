namespace Confab.Basics;

/// <summary>Our own WebSockets in a Content-Security-Policy: not every browser counts them as <c>'self'</c>.</summary>
internal static class OwnSockets
{
    /// <summary>Their address, after a blank; empty where the request does not say by what name it came.</summary>
    public static string Source(HttpRequest request) => Uri.CheckHostName(request.Host.Host) is UriHostNameType.Unknown ? ""
        : $" {(request.IsHttps ? "wss" : "ws")}://{request.Host}";
}
