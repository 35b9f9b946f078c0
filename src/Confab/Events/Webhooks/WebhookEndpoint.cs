using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>
/// Where a customer wants its events. The endpoint whose id is the customer's own is the one that <c>PUT /customer</c> sets; without an
/// address it counts as not there.
/// </summary>
internal sealed record WebhookEndpoint
{
    /// <summary>The columns that make one.</summary>
    public const string Columns = """
        customer_id, id, uri, method, event_types, enabled, rate_limit, headers, secret, old_secret, tm_old_secret, tm_failing, tm_create, tm_update, tm_delete
        """;

    /// <summary>Stands between old secrets, and in none of them: they are encrypted.</summary>
    public const char Separator = '\n';

    private const int MaxOldSecrets = 8;

    public Guid CustomerId { get; init; }

    public Guid Id { get; init; }

    public string Uri { get; init; } = "";

    public string Method { get; init; } = "";

    /// <summary>What it wants to hear of, a JSON list; an empty one for everything.</summary>
    public string EventTypes { get; init; } = "[]";

    public bool Enabled { get; init; }

    /// <summary>Deliveries per second; 0 for any number.</summary>
    public int RateLimit { get; init; }

    /// <summary>Its own headers, a JSON object, encrypted; empty for none.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The signing secret, encrypted; empty for none.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The secrets before this one that were good when it was made, the newest first, each encrypted; empty for none.</summary>
    public string OldSecret { get; init; } = "";

    /// <summary>Until when deliveries are signed with the old secrets too.</summary>
    public Timestamp TmOldSecret { get; init; }

    /// <summary>Since when every delivery has failed; never, when the last one did not.</summary>
    public Timestamp TmFailing { get; init; } = Timestamp.Never;

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; } = Timestamp.Never;

    /// <summary>The old secrets that are still good.</summary>
    public IEnumerable<string> OldSecretsAt(Timestamp now) =>
        TmOldSecret > now ? OldSecret.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Take(MaxOldSecrets) : [];

    /// <summary>Whether it stands in its table, where others are an activeflow's own address.</summary>
    public bool IsKept => TmCreate.Micros > 0;

    /// <summary>What deliveries to it lean on.</summary>
    public string Bucket => IsKept ? JobBuckets.Of(CustomerId, Id) : JobBuckets.OfAddress(CustomerId, Uri);

    /// <summary>The time between two deliveries, where it has a limit.</summary>
    public TimeSpan Step => RateLimit == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1.0 / RateLimit);

    /// <summary>Writes it, and lets go what was held back for it.</summary>
    public async Task SaveAsync(Unit unit, WebhookTargets targets)
    {
        targets.ForgetOnCommit(unit, Id);
        await unit.ExecuteAsync($"""
            INSERT INTO webhook_endpoints ({Columns})
            VALUES (@CustomerId, @Id, @Uri, @Method, @EventTypes, @Enabled, @RateLimit, @Headers, @Secret, @OldSecret, @TmOldSecret, @TmFailing, @TmCreate, @TmUpdate, @TmDelete)
            ON CONFLICT (customer_id, id) DO UPDATE SET uri = excluded.uri, method = excluded.method, event_types = excluded.event_types, enabled = excluded.enabled,
                rate_limit = excluded.rate_limit, headers = excluded.headers, secret = excluded.secret, old_secret = excluded.old_secret, tm_old_secret = excluded.tm_old_secret,
                tm_failing = excluded.tm_failing, tm_update = excluded.tm_update, tm_delete = excluded.tm_delete
            """, this with { TmCreate = IsKept ? TmCreate : unit.Now, TmUpdate = unit.Now, TmFailing = Timestamp.Never });
        await WebhookHandler.ReleaseAsync(unit, this);
    }
}
