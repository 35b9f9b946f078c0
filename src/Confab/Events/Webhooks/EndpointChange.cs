using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>What a body says of an endpoint, checked; what it does not say is null.</summary>
internal sealed record EndpointChange(string? Uri, string? Method, List<string>? EventTypes, bool? Enabled, int? RateLimit, Dictionary<string, string>? Headers)
{
    private const int MaxUri = 2048;
    private const int MaxRate = 10_000;
    private const int MaxHeaders = 20;
    private const int MaxHeader = 1024;
    private static readonly string[] Methods = ["POST", "GET", "PUT", "DELETE"];

    /// <summary>Headers that are ours, or that say how the request itself is made.</summary>
    private static readonly string[] Reserved = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect"];

    private static readonly string[] ReservedBegins = ["Content-", "Proxy-", "webhook-", "X-VoIPBIN-"];

    /// <summary>Reads a body.</summary>
    public static EndpointChange Read(JsonBody body, GuardedHttp http)
    {
        var uri = body.Text("uri", MaxUri);
        if (uri is not null && http.Check(uri) is { } fault)
            throw Problem.Invalid("uri", fault).AsException();
        return new EndpointChange(uri, body.Word("method", Methods), body.Words("event_types", Events.EventTypes.All), body.Flag("enabled"), (int?)body.Number("rate_limit", 0, MaxRate),
            ReadHeaders(body));
    }

    /// <summary>An endpoint with the change.</summary>
    public WebhookEndpoint Apply(WebhookEndpoint before, Vault vault) => before with
    {
        Uri = Uri ?? before.Uri,
        Method = Method ?? before.Method,
        EventTypes = EventTypes is null ? before.EventTypes : Wire.Text(EventTypes, WebhooksJson.Wire.ListString),
        Enabled = Enabled ?? before.Enabled,
        RateLimit = RateLimit ?? before.RateLimit,
        Headers = Headers is null ? before.Headers : Headers.Count == 0 ? "" : vault.Seal(Wire.Text(Headers, WebhooksJson.Wire.DictionaryStringString))
    };

    private static Dictionary<string, string>? ReadHeaders(JsonBody body)
    {
        if (body.Object("headers") is not { } given)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in given.Root.EnumerateObject())
        {
            var field = given.Path(property.Name);
            if (headers.Count == MaxHeaders)
                throw Problem.Invalid("headers", $"must be at most {MaxHeaders}.").AsException();
            if (property.Name.Length is 0 or > 100 || !property.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
                throw Problem.Invalid(field, "must be called by letters, digits, - and _.").AsException();
            if (Reserved.Contains(property.Name, StringComparer.OrdinalIgnoreCase) || ReservedBegins.Any(begin => property.Name.StartsWith(begin, StringComparison.OrdinalIgnoreCase)))
                throw Problem.Invalid(field, "is set by the server.").AsException();
            var value = JsonText.Read(property.Value, field, MaxHeader);
            if (!value.All(letter => letter is >= ' ' and <= '~'))
                throw Problem.Invalid(field, "must hold printable ASCII only.").AsException();
            if (!headers.TryAdd(property.Name, value))
                throw Problem.Invalid(field, "must be given once.").AsException();
        }
        return headers;
    }
}
