using System.Collections.Concurrent;
using Confab.Store;

namespace Confab.Events.Webhooks;

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
        var endpoint = await db.ReadAsync(sql => EndpointQueries.TargetAsync(sql, customerId, id));
        var target = endpoint is null ? null : Open(endpoint);
        if (known.Count > MaxRemembered)
            known.Clear();
        known[id] = (target, at);
        return target;
    }

    /// <summary>An endpoint with its secrets in the clear.</summary>
    public WebhookTarget Open(WebhookEndpoint endpoint)
    {
        var secrets = (string[])[endpoint.Secret, .. endpoint.OldSecretsAt(clock.Now())];
        var keys = secrets.Select(secret => WebhookSignature.Keys(vault.Open(secret)));
        return new WebhookTarget(endpoint, http.Check(endpoint.Uri) is null ? new Uri(endpoint.Uri) : null, new HttpMethod(endpoint.Method.Length > 0 ? endpoint.Method : "POST"),
            [.. keys.OfType<WebhookKeys>()], Headers(endpoint));
    }

    /// <summary>An endpoint as an event tells of it: its headers may hold what gives access, and are for its own deliveries.</summary>
    public EndpointJson Tell(WebhookEndpoint endpoint) => Show(endpoint with { Headers = "" });

    /// <summary>An endpoint as the API shows it.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="secret">Its secret, where it was just made.</param>
    public EndpointJson Show(WebhookEndpoint endpoint, string secret = "") => new(endpoint.Id, endpoint.CustomerId, endpoint.Uri, endpoint.Method.Length > 0 ? endpoint.Method : "POST",
        new RawJson(endpoint.EventTypes), endpoint.Enabled, endpoint.RateLimit, Headers(endpoint), secret, endpoint.TmCreate, endpoint.TmUpdate, endpoint.TmDelete);

    private Dictionary<string, string> Headers(WebhookEndpoint endpoint) =>
        endpoint.Headers.Length == 0 ? [] : Wire.Read(vault.Open(endpoint.Headers), WebhooksJson.Wire.DictionaryStringString);

    /// <summary>Forgets an endpoint once a change of it is committed.</summary>
    public void ForgetOnCommit(Unit unit, Guid id) => unit.OnCommit(() => known.TryRemove(id, out _));
}

/// <summary>An endpoint, ready to be called.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Uri">Its address; null when it may not be called.</param>
/// <param name="Method">How it is called.</param>
/// <param name="Keys">What deliveries to it are signed with, the newest first.</param>
/// <param name="Headers">Its own headers.</param>
internal sealed record WebhookTarget(WebhookEndpoint Endpoint, Uri? Uri, HttpMethod Method, IReadOnlyList<WebhookKeys> Keys, Dictionary<string, string> Headers);
