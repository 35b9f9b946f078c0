namespace Confab.Flows.Actions;

/// <summary><c>message_send</c>: sends an SMS from a number of the customer's.</summary>
internal sealed class MessageSend : IActionKind
{
    private const int MaxDestinations = 100;

    public string Type => "message_send";

    public void Check(ActionCheck check)
    {
        check.RequiredText("text");
        check.Faults.Try(() => (check.Option.Object("source") ?? throw Problem.Missing(check.Option.Path("source")).AsException()).Phone());
        check.Faults.Try(() => check.Option.Objects("destinations", MaxDestinations) is { Count: > 0 } list ? list.ConvertAll(item => item.Phone())
            : throw Problem.Missing(check.Option.Path("destinations")).AsException());
    }

    public async Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var source = run.Expand(option.Object("source")?.Text("target") ?? "");
        var destinations = (option.Objects("destinations", MaxDestinations) ?? []).ConvertAll(item => new Address("tel", run.Expand(item.Text("target") ?? ""), run.Expand(item.Text("target_name") ?? "")));
        await run.World.SendSmsAsync(source, destinations, run.Expand(option.Text("text", ActionCheck.MaxText) ?? ""));
        return Step.Next;
    }
}
