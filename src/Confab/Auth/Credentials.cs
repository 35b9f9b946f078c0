using System.Collections.Concurrent;
using Confab.Store;

namespace Confab.Auth;

/// <summary>
/// Finds out who calls. What a credential stands for is remembered for half a second, and forgotten at once on this node when a
/// credential changes, so that a revocation holds everywhere within a second.
/// </summary>
internal sealed class Credentials(Db db, Tokens tokens, Settings settings, TimeProvider clock)
{
    /// <summary>The cookie that login sets.</summary>
    public const string Cookie = "token";

    private const int MaxLength = 4096;
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, (Caller Caller, long At)> known = new();

    /// <summary>The caller of a request.</summary>
    /// <exception cref="ProblemException">401 without a credential that holds; 403 when a cookie came with a request from elsewhere.</exception>
    public async Task<Caller> AuthenticateAsync(HttpContext http)
    {
        var (credential, byCookie) = Find(http.Request);
        if (string.IsNullOrEmpty(credential))
            throw Problem.AuthenticationRequired.AsException();
        var caller = await LookUpAsync(credential) ?? throw Problem.InvalidCredentials.AsException();
        if (byCookie && !IsSafe(http.Request) && !OriginCheck.IsOurs(http.Request, settings))
            throw Problem.Denied("A request that is authenticated by cookie must come from this server's own pages.").AsException();
        return caller with { ByCookie = byCookie };
    }

    /// <summary>Forgets what is remembered: called after the commit of any change to an agent, a key or a widget.</summary>
    public void Forget() => known.Clear();

    private static (string? Credential, bool ByCookie) Find(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return (header[7..].Trim(), false);
        foreach (var name in (ReadOnlySpan<string>)["token", "accesskey"])
            if (request.Query.TryGetValue(name, out var values) && values[0] is { Length: > 0 } value)
                return (value, false);
        return (request.Cookies[Cookie], true);
    }

    private static bool IsSafe(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Headers.ContainsKey("Sec-WebSocket-Key");

    private async Task<Caller?> LookUpAsync(string credential)
    {
        if (credential.Length > MaxLength)
            return null;
        if (known.TryGetValue(credential, out var entry) && clock.GetElapsedTime(entry.At) < Remembered)
            return entry.Caller;
        var at = clock.GetTimestamp();
        var caller = credential.StartsWith(AccessKeyToken.Prefix, StringComparison.Ordinal) ? await ByKeyAsync(credential) : await ByTokenAsync(credential);
        if (caller is null)
            return null;
        if (known.Count > MaxRemembered)
            known.Clear();
        known[credential] = (caller, at);
        return caller;
    }

    private async Task<Caller?> ByKeyAsync(string key)
    {
        var row = await db.ReadAsync(sql => sql.FirstAsync<KeyRow>($"""
            SELECT customer_id, id, permission FROM accesskeys WHERE token_hash = @hash AND tm_delete = {Timestamp.NeverSql} AND tm_expire > @now
            """, new { hash = Secrets.Hash(key), now = clock.Now() }));
        return row is null ? null : new Caller(row.CustomerId, Guid.Empty, row.Id, row.Permission);
    }

    private async Task<Caller?> ByTokenAsync(string token)
    {
        if (await tokens.ReadAsync(token) is not { } claims)
            return null;
        if (claims.IsDirect)
            return await db.ReadAsync(sql => sql.FirstAsync<int>($"""
                SELECT 1 FROM webchat_widgets WHERE customer_id = @CustomerId AND id = @SubjectId AND hash_version = @Version AND status = 'active' AND tm_delete = {Timestamp.NeverSql}
                """, claims)) == 1 ? new Caller(claims.CustomerId, Guid.Empty, Guid.Empty, 0) { WidgetId = claims.SubjectId, Token = claims } : null;
        var permission = await db.ReadAsync(sql => sql.FirstAsync<long?>($"""
            SELECT permission FROM agents WHERE customer_id = @CustomerId AND id = @SubjectId AND token_version = @Version
                AND tm_delete = {Timestamp.NeverSql} AND NOT EXISTS (SELECT 1 FROM revoked_tokens WHERE id = @Id)
            """, claims));
        return permission is { } bits
            ? new Caller(claims.CustomerId, claims.SubjectId, Guid.Empty, Permissions.Held(bits)) { Token = claims } : null;
    }

    private sealed class KeyRow
    {
        public Guid CustomerId { get; init; }

        public Guid Id { get; init; }

        public long Permission { get; init; }
    }
}
