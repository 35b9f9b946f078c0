namespace Confab.Auth;

/// <summary>Who calls: an agent by token, an access key, or a visitor of a web chat by a direct token.</summary>
/// <param name="CustomerId">Whose things the caller may see at all.</param>
/// <param name="AgentId">The agent; the nil UUID for all others.</param>
/// <param name="KeyId">The access key; the nil UUID for all others.</param>
/// <param name="Held">The permission bits that the caller holds.</param>
internal sealed record Caller(Guid CustomerId, Guid AgentId, Guid KeyId, long Held)
{
    /// <summary>What the token says; null for an access key.</summary>
    public TokenClaims? Token { get; init; }

    /// <summary>Whether the credential came by cookie, which a page elsewhere could make a browser send.</summary>
    public bool ByCookie { get; init; }

    /// <summary>The widget whose visitor this is; the nil UUID for all others.</summary>
    public Guid WidgetId { get; init; }

    /// <summary>An agent rather than an access key or a visitor.</summary>
    public bool IsAgent => AgentId != Guid.Empty;

    /// <summary>Anybody who came by a widget's direct hash. What sessions are his, only their ids say.</summary>
    public bool IsVisitor => WidgetId != Guid.Empty;

    /// <summary>A customer's admin or manager, or an access key.</summary>
    public bool IsAdmin => (Held & (Permissions.Admin | Permissions.Manager)) != 0;

    /// <summary>How messages that the caller sends are signed: the sender's type and id.</summary>
    public (string Type, Guid Id) Sender => IsAgent ? ("agent", AgentId) : ("accesskey", KeyId);
}

/// <summary>The bits of an agent's permission.</summary>
internal static class Permissions
{
    public const long SuperAdmin = 1;
    public const long Agent = 16;
    public const long Admin = 32;
    public const long Manager = 64;
    public const long Customer = 240;
    public const long All = 65535;

    /// <summary>
    /// The bits that a permission holds for granting: an admin stands for all levels of its customer, a manager for itself and below, a
    /// platform super admin for everything.
    /// </summary>
    public static long Held(long permission) =>
        permission
        | ((permission & SuperAdmin) != 0 ? All : 0)
        | ((permission & Admin) != 0 ? Customer : 0)
        | ((permission & Manager) != 0 ? Agent : 0);
}
