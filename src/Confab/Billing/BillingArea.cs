using Confab.Auth;
using Confab.Store;

namespace Confab.Billing;

/// <summary>What messages cost: the customer's price list, and what each message was billed.</summary>
internal static class BillingArea
{
    public static void AddBilling(this IServiceCollection services) => services.AddSingleton<Costs>().AddSingleton<PriceActions>();

    public static void MapBilling(this ApiRoutes api)
    {
        var prices = api.Service<PriceActions>();
        var db = api.Service<Db>();
        api.For("price", "prices")
            .Get("/prices", Needs.Admin, prices.ListAsync)
            .Post("/prices", Needs.Admin, prices.CreateAsync)
            .Get("/prices/{id}", Needs.Admin, prices.GetAsync)
            .Put("/prices/{id}", Needs.Admin, prices.UpdateAsync)
            .Delete("/prices/{id}", Needs.Admin, prices.DeleteAsync)
            .Get("/billings", Needs.Admin, call => ListAsync(db, call));
    }

    private static async Task<IResult> ListAsync(Db db, Call call)
    {
        var (page, messageId) = (call.Page, call.QueryId("message_id"));
        var rows = await db.ReadAsync(sql => ChargeQueries.ListAsync(sql, call.CustomerId, messageId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), BillingJson.Wire.PageChargeJson);
    }
}
