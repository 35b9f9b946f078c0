using Confab.Auth;

namespace Confab.Numbers;

/// <summary>The phone numbers that a customer owns.</summary>
internal static class NumbersArea
{
    public static void AddNumbers(this IServiceCollection services) => services.AddSingleton<NumberActions>();

    public static void MapNumbers(this ApiRoutes api)
    {
        var numbers = api.Service<NumberActions>();
        api.For("number", "numbers")
            .Get("/numbers", Needs.Admin, numbers.ListAsync)
            .Post("/numbers", Needs.Admin, numbers.CreateAsync)
            .Get("/numbers/{id}", Needs.Admin, numbers.GetAsync)
            .Put("/numbers/{id}", Needs.Admin, numbers.UpdateAsync)
            .Delete("/numbers/{id}", Needs.Admin, numbers.DeleteAsync)
            .Put("/numbers/{id}/flow_ids", Needs.Admin, numbers.UpdateAsync)
            .Put("/numbers/{id}/metadata", Needs.Admin, numbers.UpdateMetadataAsync);
    }
}
