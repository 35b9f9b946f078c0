using System.Text.Json.Serialization;
using Confab.Store;

namespace Confab.Auth;

/// <summary>Login and logout, under <c>/auth</c> and again under <c>/v1.0/auth</c>.</summary>
internal sealed class LoginRoutes(Db db, Tokens tokens, Credentials credentials, RateLimiter limiter, LoginQueue queue, Settings settings)
{
    /// <summary>Maps both.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var prefix in (string[])["/auth", "/v1.0/auth"])
        {
            endpoints.MapPost(prefix + "/login", (RequestDelegate)LoginAsync).WithMetadata(new RouteAccess(Needs.Nothing, null, null));
            endpoints.MapPost(prefix + "/logout", (RequestDelegate)LogoutAsync).WithMetadata(new RouteAccess(Needs.Anyone, null, null));
        }
    }

    private async Task LoginAsync(HttpContext http)
    {
        var body = await JsonBody.ReadAsync(http.Request);
        var username = body.RequiredText("username");
        var password = body.RequiredText("password", 1024);
        var key = username.ToLowerInvariant();
        limiter.BeginLogin(key);
        var agent = await db.ReadAsync(sql => sql.FirstAsync<AgentRow>($"""
            SELECT customer_id, id, username, password_hash, token_version FROM agents WHERE username_key = @key AND tm_delete = {Timestamp.NeverSql}
            """, new { key }));
        var fits = await queue.CheckAsync(RateLimiter.Address(http), agent?.PasswordHash, password);
        if (fits == false)
            throw Problem.InvalidCredentials.AsException();
        limiter.LoginDidNotFail(key);
        if (fits is null)
            throw Problem.Unavailable.AsException();
        var token = await tokens.CreateAsync(agent!.CustomerId, agent.Id, agent.TokenVersion);
        http.Response.Cookies.Append(Credentials.Cookie, token, CookieOptions(http, Tokens.Lifetime));
        await Wire.Ok(new LoginJson(agent.Username, token), LoginJsonContext.Wire.LoginJson).ExecuteAsync(http);
    }

    private async Task LogoutAsync(HttpContext http)
    {
        var caller = await credentials.AuthenticateAsync(http);
        if (caller.IsVisitor)
            throw Problem.DirectAccessNotSupported.AsException();
        if (caller.Token is { } token)
            await db.WriteAsync(async unit =>
            {
                await unit.ExecuteAsync("INSERT INTO revoked_tokens (id, tm_expire) VALUES (@Id, @Expire) ON CONFLICT (id) DO NOTHING", new { token.Id, token.Expire });
                unit.OnCommit(credentials.Forget);
            });
        http.Response.Cookies.Append(Credentials.Cookie, "", CookieOptions(http, TimeSpan.Zero));
        await TypedResults.Text("{}", "application/json").ExecuteAsync(http);
    }

    private CookieOptions CookieOptions(HttpContext http, TimeSpan maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || settings.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
        Path = "/",
        MaxAge = maxAge
    };

    private sealed class AgentRow
    {
        public Guid CustomerId { get; init; }

        public Guid Id { get; init; }

        public string Username { get; init; } = "";

        public string PasswordHash { get; init; } = "";

        public int TokenVersion { get; init; }
    }
}

/// <summary>What a login answers.</summary>
internal sealed record LoginJson(string Username, string Token);

[JsonSerializable(typeof(LoginJson))]
internal sealed partial class LoginJsonContext : JsonSerializerContext
{
    public static readonly LoginJsonContext Wire = new(Basics.Wire.NewOptions());
}
