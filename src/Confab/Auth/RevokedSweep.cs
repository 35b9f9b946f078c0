using Confab.Store;

namespace Confab.Auth;

/// <summary>Forgets tokens that were logged out, once they hold no more of themselves.</summary>
internal sealed class RevokedSweep : IChore
{
    private static readonly KeyWalk Walk = new("revoked_tokens", [("id", "a")], "tm_expire");

    public string Name => "revoked_tokens";

    public TimeSpan? Every => TimeSpan.FromHours(6);

    public Task<string?> StepAsync(Unit unit, string from) => Walk.StepAsync(unit, from, unit.Now);
}
