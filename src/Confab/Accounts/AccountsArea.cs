using Confab.Auth;
using Confab.Channels;

namespace Confab.Accounts;

/// <summary>Accounts at providers: what a channel needs to send and to be called.</summary>
internal static class AccountsArea
{
    public static void AddAccounts(this IServiceCollection services) => services.AddSingleton<AccountBook>().AddSingleton<AccountActions>().AddSingleton<AccountCheck>();

    public static void MapAccounts(this ApiRoutes api)
    {
        var accounts = api.Service<AccountActions>();
        api.For("account", "accounts")
            .Get("/conversation_account_types", Needs.Admin, _ => Task.FromResult(AccountTypes.List(api.Service<ChannelList>())))
            .Get("/conversation_accounts", Needs.Admin, accounts.ListAsync)
            .Post("/conversation_accounts", Needs.Admin, accounts.CreateAsync)
            .Get("/conversation_accounts/{id}", Needs.Admin, accounts.GetAsync)
            .Put("/conversation_accounts/{id}", Needs.Admin, accounts.UpdateAsync)
            .Delete("/conversation_accounts/{id}", Needs.Admin, accounts.DeleteAsync)
            .Post("/conversation_accounts/{id}/check", Needs.Admin, api.Service<AccountCheck>().CheckAsync);
    }
}
