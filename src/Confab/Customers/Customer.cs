using System.Text.Json.Serialization;

namespace Confab.Customers;

/// <summary>A customer as it stands in its table, with the webhook that it set.</summary>
internal sealed record Customer
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    public string Email { get; init; } = "";

    public string PhoneNumber { get; init; } = "";

    public string Address { get; init; } = "";

    public string WebhookMethod { get; init; } = "";

    public string WebhookUri { get; init; } = "";

    public bool RtpDebug { get; init; }

    /// <summary>Whether an agent may answer the conversations that it owns.</summary>
    public bool AgentReply { get; init; }

    /// <summary>Whether agents see the conversations that nobody has, and may take one.</summary>
    public bool AgentPickup { get; init; }

    /// <summary>What is left of what was paid beforehand, in millionths; with no currency where nothing is paid beforehand.</summary>
    public long BalanceMicros { get; init; }

    public string BalanceCurrency { get; init; } = "";

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    /// <summary>The same with another balance, or none.</summary>
    public Customer With(Balance? balance) => this with { BalanceMicros = balance?.AmountMicros ?? 0, BalanceCurrency = balance?.Currency ?? "" };

    public CustomerJson ToJson() => new(Id, Name, Detail, Email, PhoneNumber, Address, WebhookMethod, WebhookUri, Guid.Empty, new MetadataJson(RtpDebug),
        false, "active", "none", Timestamp.Never, TmCreate, TmUpdate, TmDelete, AgentReply, AgentPickup, BalanceCurrency.Length == 0 ? null : new BalanceJson(BalanceMicros, BalanceCurrency));
}

/// <summary>A customer as the API shows it.</summary>
internal sealed record CustomerJson(Guid Id, string Name, string Detail, string Email, string PhoneNumber, string Address, string WebhookMethod,
    string WebhookUri, Guid BillingAccountId, MetadataJson Metadata, bool EmailVerified, string Status, string IdentityVerificationStatus,
    Timestamp TmDeletionScheduled, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete, bool AgentReply, bool AgentPickup, BalanceJson? Balance);

/// <summary>Switches that a conversation server keeps but has no use for.</summary>
internal sealed record MetadataJson(bool RtpDebug);

[JsonSerializable(typeof(CustomerJson))]
internal sealed partial class CustomersJson : JsonSerializerContext
{
    public static readonly CustomersJson Wire = new(Basics.Wire.NewOptions());
}
