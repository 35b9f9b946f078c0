namespace Confab.Flows.Actions;

/// <summary><c>conversation_send</c>: sends a text into a conversation, the one that started the flow unless another is named.</summary>
internal sealed class ConversationSend : IActionKind
{
    public string Type => "conversation_send";

    public void Check(ActionCheck check)
    {
        check.RequiredText("text");
        check.Faults.Try(() => check.Option.Flag("sync"));
        check.Reference("conversation_id", "conversations");
    }

    public async Task<Step> RunAsync(FlowRun run, JsonBody option)
    {
        var named = run.Expand(option.Text("conversation_id") ?? "");
        var id = named.Length == 0 || named == Guid.Empty.ToString() ? run.ConversationId : Ids.TryParse(named, out var given) ? given
            : throw Problem.InvalidId("conversation_id").AsException();
        var messageId = await run.World.SendAsync(id, run.Expand(option.Text("text", ActionCheck.MaxText) ?? ""));
        return option.Flag("sync") ?? false ? new Step.AwaitMessage(messageId) : Step.Next;
    }
}
