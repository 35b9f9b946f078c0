using System.Security.Claims;
using Confab.Store;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Confab.Auth;

/// <summary>Makes and reads the tokens of agents: JWTs of seven days, signed with a key that stands, encrypted, in the database.</summary>
internal sealed class Tokens(ServerKeys keys, TimeProvider clock)
{
    /// <summary>How long a token holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string KeyName = "token_signing";
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };
    private Task<SymmetricSecurityKey>? key;

    /// <summary>A token for an agent. A change of <paramref name="version"/> ends it.</summary>
    public async Task<string> CreateAsync(Guid customerId, Guid agentId, int version)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity([
                new Claim("sub", agentId.ToString()), new Claim("customer_id", customerId.ToString()),
                new Claim("version", version.ToString(), ClaimValueTypes.Integer32), new Claim("jti", Ids.Random().ToString())]),
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            SigningCredentials = new SigningCredentials(await KeyAsync(), SecurityAlgorithms.HmacSha256)
        });
    }

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
        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && Ids.TryParse(jwt.Subject, out var agentId)
            && Ids.TryParse(jwt.Id, out var id) && jwt.TryGetPayloadValue<string>("customer_id", out var customer) && Ids.TryParse(customer, out var customerId)
            && jwt.TryGetPayloadValue<int>("version", out var version)
            ? new TokenClaims(id, customerId, agentId, version, Timestamp.From(jwt.ValidTo)) : null;
    }

    private Task<SymmetricSecurityKey> KeyAsync() => key is { IsFaulted: false } known ? known : key = LoadAsync();

    private async Task<SymmetricSecurityKey> LoadAsync() => new(await keys.GetAsync(KeyName));
}

/// <summary>What a token of ours says.</summary>
internal sealed record TokenClaims(Guid Id, Guid CustomerId, Guid AgentId, int Version, Timestamp Expire);
