using Confab.Store;

namespace Confab.Auth;

/// <summary>One authenticated request.</summary>
internal sealed class Call(HttpContext http, Caller caller)
{
    public HttpContext Http { get; } = http;

    public Caller Caller { get; } = caller;

    public Guid CustomerId => Caller.CustomerId;

    /// <summary>The path's id.</summary>
    public Guid Id => Ids.TryParse((string?)Http.Request.RouteValues["id"], out var id) ? id : throw Problem.InvalidId("id").AsException();

    /// <summary>The page that is asked for.</summary>
    public PageRequest Page => PageRequest.Parse(Query("page_size"), Query("page_token"));

    /// <summary>
    /// A query parameter, null when absent. U+0000 in it is a problem, but in an owner's id: that is a question of rights first, and no id then.
    /// </summary>
    public string? Query(string name) => !Http.Request.Query.TryGetValue(name, out var values) ? null
        : values[0] is { } text && text.Contains('\0') && name != "owner_id" ? throw Problem.InvalidParameter(name, "must not hold U+0000.").AsException() : values[0];

    /// <summary>The body, which must be a JSON object.</summary>
    public Task<JsonBody> BodyAsync() => JsonBody.ReadAsync(Http.Request);

    /// <summary>The body, where there is one: a JSON object then.</summary>
    public async Task<JsonBody> OptionalBodyAsync()
    {
        var bytes = await JsonBody.ReadBytesAsync(Http.Request);
        return bytes.IsEmpty ? JsonBody.None : JsonBody.Parse(bytes);
    }

    /// <summary>The filters that a list takes in a body, should there be one.</summary>
    public async Task<JsonBody> FilterBodyAsync()
    {
        var bytes = await JsonBody.ReadRawAsync(Http.Request);
        return bytes.IsEmpty ? JsonBody.None : JsonBody.Parse(bytes);
    }

    /// <summary>An id in a query parameter, or null.</summary>
    public Guid? QueryId(string name) => Query(name) switch
    {
        null or "" => null,
        var text => Ids.TryParse(text, out var id) ? id : throw Problem.InvalidId(name).AsException()
    };

    /// <summary>A moment in a query parameter, or null.</summary>
    public Timestamp? QueryTime(string name) => Query(name) switch
    {
        null or "" => null,
        var text => Timestamp.TryParse(text, out var time) ? time : throw Problem.InvalidParameter(name, "must be a time, as in 2026-11-24 12:00:00.").AsException()
    };

    /// <summary>A row, or the 404 that a missing and a foreign one share.</summary>
    public static T Found<T>(T? row, string resource) where T : class => row ?? throw Problem.NotFound(resource).AsException();

    /// <summary>Checks that a referenced thing is there, and says which field names it when it is not. The nil UUID refers to nothing.</summary>
    public async Task RequireAsync(Sql sql, string table, Guid? id, string field)
    {
        if (id is { } given && given != Guid.Empty && !await sql.ExistsAsync(table, CustomerId, given))
            throw Problem.Invalid(field, "nothing of this customer has this id.").AsException();
    }
}
