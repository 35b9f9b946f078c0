using System.Collections.Concurrent;
using Confab.Store;

namespace Confab.Events;

/// <summary>
/// Where deliveries go, ready to be called: remembered for half a second, and forgotten at once on this node when an endpoint changes.
/// </summary>
internal sealed class WebhookTargets(Db db, GuardedHttp http, Vault vault, TimeProvider clock)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<Guid, (WebhookTarget? Target, long At)> known = new();

    /// <summary>The target of an endpoint; null when there is none any more.</summary>
    public async Task<WebhookTarget?> FindAsync(Guid customerId, Guid id)
    {
        if (known.TryGetValue(id, out var entry) && clock.GetElapsedTime(entry.At) < Remembered)
            return entry.Target;
        var at = clock.GetTimestamp();
        var endpoint = await db.ReadAsync(sql => WebhookEndpoint.FindAsync(sql, customerId, id));
        var target = endpoint is null ? null : new WebhookTarget(endpoint, http.Check(endpoint.Uri) is null ? new Uri(endpoint.Uri) : null,
            new HttpMethod(endpoint.Method.Length > 0 ? endpoint.Method : "POST"), WebhookSignature.Keys(vault.Open(endpoint.Secret)));
        if (known.Count > MaxRemembered)
            known.Clear();
        known[id] = (target, at);
        return target;
    }

    /// <summary>Forgets an endpoint once a change of it is committed.</summary>
    public void ForgetOnCommit(Unit unit, Guid id) => unit.OnCommit(() => known.TryRemove(id, out _));
}

/// <summary>An endpoint, ready to be called.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Uri">Its address; null when it may not be called.</param>
/// <param name="Method">How it is called.</param>
/// <param name="Keys">What deliveries to it are signed with.</param>
internal sealed record WebhookTarget(WebhookEndpoint Endpoint, Uri? Uri, HttpMethod Method, WebhookKeys? Keys);
