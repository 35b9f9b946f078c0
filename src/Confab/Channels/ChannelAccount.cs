namespace Confab.Channels;

/// <summary>An account at a provider, as an adapter sees it: a plain value with its secrets in the clear.</summary>
/// <param name="Id">The account's id, part of its hook's address.</param>
/// <param name="Type"><c>line</c>, <c>sms</c>, <c>whatsapp</c> or <c>email</c>.</param>
/// <param name="Secret">What the provider signs with (LINE: channel secret).</param>
/// <param name="Token">What we authenticate with (LINE: channel access token, Twilio: auth token).</param>
/// <param name="ProviderData">Further settings by name; values are text.</param>
/// <param name="HookUrl">Where the provider calls us for this account: the public URL.</param>
public sealed record ChannelAccount(
    Guid Id, string Type, string Secret, string Token, IReadOnlyDictionary<string, string> ProviderData, string HookUrl)
{
    /// <summary>The account with its settings before they were changed, and until when calls that fit those are believed. Nothing is sent with them.</summary>
    public IReadOnlyList<(ChannelAccount Account, Timestamp Until)> Former { get; init; } = [];

    /// <summary>A value of <see cref="ProviderData"/>, empty when absent.</summary>
    public string Data(string name) => ProviderData.GetValueOrDefault(name, "");
}
