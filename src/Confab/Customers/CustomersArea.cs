using Confab.Auth;

namespace Confab.Customers;

/// <summary>The company whose installation, or part of one, it is.</summary>
internal static class CustomersArea
{
    public static void AddCustomers(this IServiceCollection services) => services.AddSingleton<CustomerActions>();

    public static void MapCustomers(this ApiRoutes api)
    {
        var customers = api.Service<CustomerActions>();
        api.Get("/customer", Needs.Admin, customers.GetAsync)
            .Put("/customer", Needs.Admin, customers.UpdateAsync)
            .Put("/customer/metadata", Needs.Admin, customers.UpdateMetadataAsync)
            .Get("/service_agents/customer", Needs.Anyone, customers.GetAsync);
    }
}
