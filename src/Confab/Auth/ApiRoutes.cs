using Confab.Store;

namespace Confab.Auth;

/// <summary>
/// Maps the API's routes. Who may call is decided here, before a route runs, so that the order of answers is the same everywhere:
/// 401, then 404, then 403, then 400.
/// </summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder endpoints, Db db, Credentials credentials, RateLimiter limiter, Visitors visitors)
{
    private const string Prefix = "/v1.0";
    private readonly HashSet<string> crossOrigin = [];
    private string? resource;
    private string? table;

    /// <summary>A service of the area that maps its routes.</summary>
    public T Service<T>() where T : notnull => endpoints.ServiceProvider.GetRequiredService<T>();

    /// <summary>Says what <c>{id}</c> names in the routes that follow.</summary>
    public ApiRoutes For(string resource, string table)
    {
        (this.resource, this.table) = (resource, table);
        return this;
    }

    public ApiRoutes Get(string path, Needs needs, Func<Call, Task<IResult>> handle) => Map("GET", path, needs, handle);

    /// <summary>For bytes, of which clients also ask just how many there are.</summary>
    public ApiRoutes GetOrHead(string path, Needs needs, Func<Call, Task<IResult>> handle) => Map(["GET", "HEAD"], path, needs, handle);

    public ApiRoutes Post(string path, Needs needs, Func<Call, Task<IResult>> handle) => Map("POST", path, needs, handle);

    public ApiRoutes Put(string path, Needs needs, Func<Call, Task<IResult>> handle) => Map("PUT", path, needs, handle);

    public ApiRoutes Delete(string path, Needs needs, Func<Call, Task<IResult>> handle) => Map("DELETE", path, needs, handle);

    private ApiRoutes Map(string method, string path, Needs needs, Func<Call, Task<IResult>> handle) => Map([method], path, needs, handle);

    private ApiRoutes Map(string[] methods, string path, Needs needs, Func<Call, Task<IResult>> handle)
    {
        var hasId = path.Contains("{id}", StringComparison.Ordinal);
        var access = new RouteAccess(needs, hasId ? resource : null, hasId ? table : null);
        endpoints.MapMethods(Prefix + path, methods, (RequestDelegate)(async http =>
        {
            if (access.TakesVisitors)
                await visitors.ShowAsync(http);
            var call = new Call(http, await credentials.AuthenticateAsync(http));
            if (call.Caller.IsVisitor)
                await visitors.AdmitAsync(http, call.Caller, access);
            else
                limiter.CheckCaller(call.Caller, "");
            await AuthorizeAsync(call, access);
            await (await HandleAsync(call, access, handle)).ExecuteAsync(http);
        })).WithMetadata(access);
        if (access.TakesVisitors && crossOrigin.Add(path))
            endpoints.MapMethods(Prefix + path, ["OPTIONS"], (RequestDelegate)visitors.PreflightAsync);
        return this;
    }

    /// <summary>Refuses who may not, after what is not there.</summary>
    private async Task AuthorizeAsync(Call call, RouteAccess access)
    {
        var allowed = access.Needs switch
        {
            Needs.Agent => call.Caller.IsAgent,
            Needs.Admin => call.Caller.IsAdmin,
            Needs.AdminOrVisitor => call.Caller.IsAdmin || call.Caller.IsVisitor,
            Needs.AdminOrSelf => call.Caller.IsAdmin || (Named(call) is { } id && id == call.Caller.AgentId),
            _ => true
        };
        if (allowed)
            return;
        await RequireThereAsync(call, access);
        throw Problem.PermissionDenied.AsException();
    }

    /// <summary>Handles the call; what is refused for its body is refused after what is not there, so only then it is worth a look.</summary>
    private async Task<IResult> HandleAsync(Call call, RouteAccess access, Func<Call, Task<IResult>> handle)
    {
        try
        {
            return await handle(call);
        }
        catch (ProblemException e) when (e.Problem.Http is >= 400 and < 500 and not 404)
        {
            await RequireThereAsync(call, access);
            throw;
        }
    }

    private async Task RequireThereAsync(Call call, RouteAccess access)
    {
        if (access.Table is not null && Named(call) is { } id && !await db.ReadAsync(sql => sql.ExistsAsync(access.Table, call.CustomerId, id)))
            throw Problem.NotFound(access.Resource!).AsException();
    }

    private static Guid? Named(Call call) => Ids.TryParse((string?)call.Http.Request.RouteValues["id"], out var id) ? id : null;
}
