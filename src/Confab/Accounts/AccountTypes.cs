using System.Text.Json.Serialization;
using Confab.Channels;

namespace Confab.Accounts;

/// <summary><c>GET /conversation_account_types</c>: what accounts can be made of, each with the settings it needs, as its channel describes them.</summary>
internal static class AccountTypes
{
    public static IResult List(ChannelList channels) => Wire.Ok(channels.OfAccounts.Select(channel =>
    {
        var (name, form) = (channel.Name.Split('/', 2), channel.Form);
        return new AccountTypeJson(name[0], name.ElementAtOrDefault(1) ?? "", form.Title, form.HasHook, channel is ISetup, [.. form.Fields]);
    }).ToList(), AccountTypesJson.Wire.ListAccountTypeJson);
}

/// <summary>A type of account, or one of its providers.</summary>
/// <param name="Type">An account's <c>type</c>.</param>
/// <param name="Provider">Its <c>provider_data.provider</c>; empty where there must be none.</param>
/// <param name="Title">What it is called.</param>
/// <param name="HasHook">Whether the provider must be told the account's <c>hook_url</c>.</param>
/// <param name="HasSetup">Whether a check with <c>set_up</c> tells it.</param>
/// <param name="Fields">Its settings.</param>
internal sealed record AccountTypeJson(string Type, string Provider, string Title, bool HasHook, bool HasSetup, List<AccountField> Fields);

[JsonSerializable(typeof(List<AccountTypeJson>))]
internal sealed partial class AccountTypesJson : JsonSerializerContext
{
    public static readonly AccountTypesJson Wire = new(Basics.Wire.NewOptions());
}
