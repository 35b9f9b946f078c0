using Confab.Store;

namespace Confab.Messages;

/// <summary>Forgets what providers told long ago: none of them tells it again by then.</summary>
internal sealed class ReceivedSweep(Settings settings) : IChore
{
    private static readonly KeyWalk Walk = new("received", [("customer_id", "a"), ("account_id", "b"), ("key", "c")], "tm_create");

    public string Name => "received";

    public TimeSpan? Every => TimeSpan.FromDays(1);

    public Task<string?> StepAsync(Unit unit, string from) => Walk.StepAsync(unit, from, unit.Now + -settings.KeepReceived);
}

/// <summary>Forgets the keys of requests that are too old to be repeated.</summary>
internal sealed class IdempotencySweep : IChore
{
    private static readonly KeyWalk Walk = new("idempotency_keys", [("customer_id", "a"), ("key", "c")], "tm_create");

    public string Name => "idempotency_keys";

    public TimeSpan? Every => TimeSpan.FromHours(1);

    public Task<string?> StepAsync(Unit unit, string from) => Walk.StepAsync(unit, from, unit.Now + -Idempotency.Kept);
}
