using System.Text.Json.Serialization;

namespace Confab.Accounts;

/// <summary>A customer's account at a provider, as it stands in its table.</summary>
internal sealed record Account
{
    public Guid Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary><c>line</c>, <c>sms</c>, ….</summary>
    public string Type { get; init; } = "";

    public string Name { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>Its secrets, encrypted: <see cref="AccountSecrets"/> as JSON.</summary>
    public string Sealed { get; init; } = "";

    /// <summary>What of its provider's settings is shown, as a JSON object of texts: the names that its channel calls public.</summary>
    public string ProviderData { get; init; } = "{}";

    /// <summary>The flow that answers its messages; nil for none.</summary>
    public Guid MessageFlowId { get; init; }

    public Timestamp TmCreate { get; init; }

    public Timestamp TmUpdate { get; init; }

    public Timestamp TmDelete { get; init; }

    public AccountJson ToJson(string hookUrl, Dictionary<string, string> providerData) => new(Id, CustomerId, Type, Name, Detail, "", "", providerData, MessageFlowId,
        TmCreate, TmUpdate, TmDelete, hookUrl);
}

/// <summary>What of an account is never shown.</summary>
internal sealed record AccountSecrets(string Secret, string Token, Dictionary<string, string> ProviderData)
{
    /// <summary>The settings before a change of them, newest first: what the provider signed with them is believed for a while.</summary>
    public List<FormerSettings> Former { get; init; } = [];
}

/// <summary>An account's settings before they were changed.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Token">The token.</param>
/// <param name="ProviderData">All of the provider data.</param>
/// <param name="Until">How long calls that fit them are believed.</param>
internal sealed record FormerSettings(string Secret, string Token, Dictionary<string, string> ProviderData, Timestamp Until);

/// <summary>
/// An account as the API shows it: <c>secret</c>, <c>token</c> and all of <c>provider_data</c> that its channel does not call public can be
/// written, never read.
/// </summary>
internal sealed record AccountJson(Guid Id, Guid CustomerId, string Type, string Name, string Detail, string Secret, string Token,
    Dictionary<string, string> ProviderData, Guid MessageFlowId, Timestamp TmCreate, Timestamp TmUpdate, Timestamp TmDelete, string HookUrl);

[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(Page<AccountJson>))]
[JsonSerializable(typeof(AccountSecrets))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class AccountsJson : JsonSerializerContext
{
    public static readonly AccountsJson Wire = new(Basics.Wire.NewOptions());
}
