using Confab.Auth;
using Confab.Channels.Sms.Sandbox;

namespace Confab.Phone;

/// <summary>The pretend phones of the sandbox: anyone with an admin's credential can play a customer, through the paths of a real carrier.</summary>
internal static class PhoneArea
{
    public static void AddPhone(this IServiceCollection services) => services
        .AddSingleton<ISandboxCarrier, SandboxCarrier>()
        .AddSingleton<PhoneActions>();

    public static void MapPhone(this ApiRoutes api)
    {
        var phone = api.Service<PhoneActions>();
        api.Post("/phone/messages", Needs.Admin, phone.SayAsync)
            .Get("/phone/messages", Needs.Admin, phone.InboxAsync);
    }
}
