using System.Security.Claims;
using Confab.Store;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Confab.Auth;

/// <summary>
/// Makes and reads tokens, those of agents and the direct ones of visitors: JWTs, signed with a key that stands, encrypted, in the database.
/// </summary>
internal sealed class Tokens(ServerKeys keys, TimeProvider clock)
{
    /// <summary>How long an agent's token holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>How long a visitor's token holds.</summary>
    public static readonly TimeSpan DirectLifetime = TimeSpan.FromHours(1);

    /// <summary>The type of a visitor's token.</summary>
    public const string Direct = "direct";

    /// <summary>What a visitor's token is about.</summary>
    public const string WidgetResource = "webchat_widget";

    private const string KeyName = "token_signing";
    private const string TypeClaim = "type";
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };
    private Task<SymmetricSecurityKey>? key;

    /// <summary>A token for an agent. A change of <paramref name="version"/> ends it.</summary>
    public async Task<string> CreateAsync(Guid customerId, Guid agentId, int version) => (await CreateAsync(customerId, agentId, version, Lifetime)).Token;

    /// <summary>A token for a visitor of a widget, and when it expires. A change of <paramref name="version"/> ends it.</summary>
    public Task<(string Token, Timestamp Expire)> CreateDirectAsync(Guid customerId, Guid widgetId, int version) =>
        CreateAsync(customerId, widgetId, version, DirectLifetime, new Claim(TypeClaim, Direct), new Claim("resource_type", WidgetResource));

    /// <summary>What a token says, when it is ours and not expired; else null.</summary>
    public async Task<TokenClaims?> ReadAsync(string token)
    {
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = await KeyAsync(),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            ClockSkew = TimeSpan.Zero,
            LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && Ids.TryParse(jwt.Subject, out var subject)
            && Ids.TryParse(jwt.Id, out var id) && jwt.TryGetPayloadValue<string>("customer_id", out var customer) && Ids.TryParse(customer, out var customerId)
            && jwt.TryGetPayloadValue<int>("version", out var version)
            ? new TokenClaims(id, customerId, subject, version, Timestamp.From(jwt.ValidTo)) { IsDirect = jwt.TryGetPayloadValue<string>(TypeClaim, out var type) && type == Direct } : null;
    }

    private async Task<(string Token, Timestamp Expire)> CreateAsync(Guid customerId, Guid subject, int version, TimeSpan lifetime, params Claim[] further)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var token = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity([
                new Claim("sub", subject.ToString()), new Claim("customer_id", customerId.ToString()),
                new Claim("version", version.ToString(), ClaimValueTypes.Integer32), new Claim("jti", Ids.Random().ToString()), .. further]),
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = new SigningCredentials(await KeyAsync(), SecurityAlgorithms.HmacSha256)
        });
        return (token, Timestamp.From(now + lifetime));
    }

    private Task<SymmetricSecurityKey> KeyAsync() => key is { IsFaulted: false } known ? known : key = LoadAsync();

    private async Task<SymmetricSecurityKey> LoadAsync() => new(await keys.GetAsync(KeyName));
}

/// <summary>What a token of ours says.</summary>
/// <param name="Id">The token itself.</param>
/// <param name="CustomerId">Whose.</param>
/// <param name="SubjectId">The agent; for a direct token the widget.</param>
/// <param name="Version">The subject's version when it was made.</param>
/// <param name="Expire">When it ends.</param>
internal sealed record TokenClaims(Guid Id, Guid CustomerId, Guid SubjectId, int Version, Timestamp Expire)
{
    /// <summary>Whether it is a visitor's.</summary>
    public bool IsDirect { get; init; }
}
