using Confab.Messages;

namespace Confab.Flows.Actions;

/// <summary><c>conversation_send</c>: sends a text into a conversation, the one that started the flow unless another is named.</summary>
internal sealed class ConversationSend(MessageSending sending) : IActionKind
{
    public string Type => "conversation_send";

    public void Check(ActionCheck check)
    {
        check.RequiredText("text");
        check.Faults.Try(() => check.Option.Flag("sync"));
        check.Faults.Try(() => check.Option.Text("conversation_id") is { } id && !id.Contains("${", StringComparison.Ordinal) ? check.Option.Id("conversation_id") : null);
    }

    public async Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var named = run.Expand(option.Text("conversation_id") ?? "");
        var id = named.Length == 0 || named == Guid.Empty.ToString() ? run.ConversationId : Ids.TryParse(named, out var given) ? given : Guid.Empty;
        if (await sending.SendAsync(run.Unit, run.CustomerId, id, run.Expand(option.Text("text", ActionCheck.MaxText) ?? ""), run.Sender) is not var (_, message))
            return new Step.Fail("There is no such conversation.");
        return option.Flag("sync") ?? false ? new Step.AwaitMessage(message.Id) : Step.Next;
    }
}
