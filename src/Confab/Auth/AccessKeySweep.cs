using Confab.Store;

namespace Confab.Auth;

/// <summary>Forgets access keys that expired long ago.</summary>
internal sealed class AccessKeySweep(Settings settings) : IChore
{
    private static readonly KeyWalk Walk = new("accesskeys", [("customer_id", "a"), ("id", "b")], "tm_expire");

    public string Name => "accesskeys";

    public TimeSpan? Every => TimeSpan.FromDays(1);

    public Task<string?> StepAsync(Unit unit, string from) => Walk.StepAsync(unit, from, unit.Now + -settings.KeepKeys);
}
