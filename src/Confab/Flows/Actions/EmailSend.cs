using Confab.Messages;

namespace Confab.Flows.Actions;

/// <summary><c>email_send</c>: sends a mail from the customer's e-mail account, or from the one whose address the source names.</summary>
internal sealed class EmailSend : IActionKind
{
    public string Type => "email_send";

    public void Check(ActionCheck check)
    {
        check.RequiredText("subject");
        check.RequiredText("content");
        check.Faults.Try(() => check.Option.Object("source")?.Text("target"));
        check.Faults.Try(() => check.Option.Objects("destinations", EmailSending.MaxDestinations) is { Count: > 0 } list
            ? list.ConvertAll(item => item.Text("target")?.Contains("${", StringComparison.Ordinal) == true ? item.Address() : item.Mail())
            : throw Problem.Missing(check.Option.Path("destinations")).AsException());
        check.Faults.Try(() => check.Option.Objects("attachments") is { Count: > 0 }
            ? throw Problem.Invalid(check.Option.Path("attachments"), "sending attachments is not supported by this version; the list must be empty.").AsException() : true);
    }

    public async Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var destinations = (option.Objects("destinations", EmailSending.MaxDestinations) ?? []).ConvertAll(item => new Address("email", run.Expand(item.Text("target") ?? ""), run.Expand(item.Text("target_name") ?? "")));
        await run.World.SendMailAsync(run.Expand(option.Object("source")?.Text("target") ?? ""), destinations,
            run.Expand(option.Text("subject", ActionCheck.MaxText) ?? ""), run.Expand(option.Text("content", ActionCheck.MaxText) ?? ""));
        return Step.Next;
    }
}
