using Confab.Auth;

namespace Confab.Billing;

/// <summary>What messages cost: the customer's price list, and what each message was billed.</summary>
internal static class BillingArea
{
    public static void AddBilling(this IServiceCollection services) => services.AddSingleton<Costs>().AddSingleton<PriceActions>().AddSingleton<ChargeActions>();

    public static void MapBilling(this ApiRoutes api)
    {
        var prices = api.Service<PriceActions>();
        api.For("price", "prices")
            .Get("/prices", Needs.Admin, prices.ListAsync)
            .Post("/prices", Needs.Admin, prices.CreateAsync)
            .Get("/prices/{id}", Needs.Admin, prices.GetAsync)
            .Put("/prices/{id}", Needs.Admin, prices.UpdateAsync)
            .Delete("/prices/{id}", Needs.Admin, prices.DeleteAsync)
            .Get("/billings", Needs.Admin, api.Service<ChargeActions>().ListAsync);
    }
}
