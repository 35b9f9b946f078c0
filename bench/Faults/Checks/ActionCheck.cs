namespace Confab.Faults.Checks;

/// <summary>The flow answers every message once, and calls once for every message: as often as it likes, but under one key.</summary>
/// <param name="Twice">Actions that ran twice.</param>
/// <param name="NotRun">Actions that did not run.</param>
internal sealed record ActionCheck(IReadOnlyList<string> Twice, IReadOnlyList<string> NotRun)
{
    /// <summary>Counts them.</summary>
    public static ActionCheck Of(Scene scene, List<Message> messages)
    {
        var replies = messages.Where(message => !message.IsIncoming && Check.IsReply(message.Text)).CountBy(message => message.Text[4..]).ToDictionary();
        var calls = scene.Sink.Calls.Distinct().CountBy(call => call.Text).ToDictionary();
        var incoming = messages.Where(message => message.IsIncoming).Select(message => message.Text).ToHashSet();
        return new ActionCheck(
            [.. replies.Where(reply => reply.Value > 1).Select(reply => $"reply to {reply.Key}"), .. calls.Where(call => call.Value > 1).Select(call => $"call for {call.Key}")],
            [.. incoming.Except(replies.Keys).Select(text => $"reply to {text}"), .. incoming.Except(calls.Keys).Select(text => $"call for {text}")]);
    }
}
