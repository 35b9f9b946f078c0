namespace Confab.Auth;

/// <summary>What a route asks of its caller, checked in one place before the route runs.</summary>
internal enum Needs
{
    /// <summary>Any credential of the customer; what depends on the thing itself, the route decides.</summary>
    Anyone,

    /// <summary>An agent's token, not an access key.</summary>
    Agent,

    /// <summary>An admin, or the agent that the path's id names.</summary>
    AdminOrSelf,

    /// <summary>An admin or manager, or an access key.</summary>
    Admin,

    /// <summary>An admin, or a visitor of a web chat; what a visitor may see, the route decides.</summary>
    AdminOrVisitor,

    /// <summary>Any credential, and a visitor's too. No other route takes a visitor.</summary>
    AnyoneOrVisitor,

    /// <summary>Nothing: login, health, provider hooks.</summary>
    Nothing
}

/// <summary>What a route is about, kept with the route so that a test can list all of them.</summary>
/// <param name="Needs">What it asks of its caller.</param>
/// <param name="Resource">The resource that <c>{id}</c> names, in the words of its NOT_FOUND reason; null where there is none.</param>
/// <param name="Table">That resource's table.</param>
internal sealed record RouteAccess(Needs Needs, string? Resource, string? Table)
{
    /// <summary>Whether visitors of web chats may come here, and so pages of other sites.</summary>
    public bool TakesVisitors => Needs is Needs.AdminOrVisitor or Needs.AnyoneOrVisitor;
}
