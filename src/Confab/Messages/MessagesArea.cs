using Confab.Auth;
using Confab.Medias;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Messages: taken in from providers' hooks, sent through them, listed; SMS by number, and mail by address.</summary>
internal static class MessagesArea
{
    public static void AddMessages(this IServiceCollection services) => services
        .AddSingleton<Inbox>()
        .AddSingleton<InboundMedias>()
        .AddSingleton<IMediaChanged>(provider => provider.GetRequiredService<InboundMedias>())
        .AddSingleton<OutboundMedias>()
        .AddSingleton<Unsends>()
        .AddSingleton<Speakers>()
        .AddSingleton<HookRoutes>()
        .AddSingleton<MessageLog>()
        .AddSingleton<Receipts>()
        .AddSingleton<MessageSending>()
        .AddSingleton<MessageActions>()
        .AddSingleton<SmsLog>()
        .AddSingleton<SmsSending>()
        .AddSingleton<SmsActions>()
        .AddSingleton<SmsRules>()
        .AddSingleton<OptOutActions>()
        .AddSingleton<IJobHandler, PollHandler>()
        .AddSingleton<IChore, PollPlan>()
        .AddSingleton<EmailSending>()
        .AddSingleton<EmailActions>()
        .AddSingleton<IChore, ReceivedSweep>()
        .AddSingleton<IChore, IdempotencySweep>()
        .AddSingleton<IJobHandler, ReceiptHandler>()
        .AddSingleton<IJobHandler, UnsendHandler>()
        .AddSingleton<IJobHandler, SpeakerHandler>()
        .AddSingleton<IJobHandler, SendHandler>();

    public static void MapMessages(this ApiRoutes api, IEndpointRouteBuilder endpoints)
    {
        api.Service<HookRoutes>().Map(endpoints);
        var (messages, optOuts) = (api.Service<MessageActions>(), api.Service<OptOutActions>());
        api.For("conversation", "conversations")
            .Get("/conversations/{id}/messages", Needs.Admin, messages.ListAsync)
            .Post("/conversations/{id}/messages", Needs.Admin, messages.SendAsync)
            .Get("/service_agents/conversations/{id}/messages", Needs.Anyone, messages.ListForAgentAsync)
            .Post("/service_agents/conversations/{id}/messages", Needs.Anyone, messages.SendForAgentAsync)
            .Get("/conversations/{id}/opt_out", Needs.Admin, optOuts.OfConversationAsync)
            .Get("/service_agents/conversations/{id}/opt_out", Needs.Anyone, optOuts.OfConversationAsync);
        var sms = api.Service<SmsActions>();
        api.For("message", "sms")
            .Get("/messages", Needs.Admin, sms.ListAsync)
            .Post("/messages", Needs.Admin, sms.SendAsync)
            .Get("/messages/{id}", Needs.Admin, sms.GetAsync)
            .Delete("/messages/{id}", Needs.Admin, sms.DeleteAsync)
            .Post("/messages/segments", Needs.Admin, OptOutActions.CountAsync);
        api.For("opt_out", "opt_outs")
            .Get("/opt_outs", Needs.Admin, optOuts.ListAsync)
            .Post("/opt_outs", Needs.Admin, optOuts.AddAsync);
        var emails = api.Service<EmailActions>();
        api.For("email", "emails")
            .Get("/emails", Needs.Admin, emails.ListAsync)
            .Post("/emails", Needs.Admin, emails.SendAsync)
            .Get("/emails/{id}", Needs.Admin, emails.GetAsync)
            .Delete("/emails/{id}", Needs.Admin, emails.DeleteAsync);
    }
}
