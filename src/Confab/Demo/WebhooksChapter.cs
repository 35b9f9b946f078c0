namespace Confab.Demo;

/// <summary>What reached the customer's webhook.</summary>
internal static class WebhooksChapter
{
    /// <summary>Shows the webhooks, and checks their signatures and their order.</summary>
    public static async Task PlayAsync(Story story, FakeReceiver receiver)
    {
        story.Chapter("The webhooks that arrived");
        await receiver.WaitAsync(() => receiver.Events.Any(told => told.Data["text"]?.ToString() == "By number" && told.Type == "conversation_message_updated"));
        var events = receiver.Events;
        foreach (var told in events)
            story.Say($"{told.Type,-30} {told.Data["direction"],-9} {told.Data["status"],-12} {told.Data["text"] ?? told.Data["name"] ?? told.Data["type"]}");
        story.Expect("every one is signed both ways", events.All(told => told.IsSigned && told.IsStandard));
        foreach (var conversation in events.Where(told => told.ConversationId.Length > 0).GroupBy(told => told.ConversationId))
        {
            var sequences = conversation.Where(told => told.Type == "conversation_message_created").Select(told => (int)told.Data["sequence"]!).ToList();
            story.Expect($"in order within {conversation.First().Data["name"]}: created first, then messages 1 to {sequences.Count}",
                conversation.First().Type == "conversation_created" && sequences.SequenceEqual(Enumerable.Range(1, sequences.Count)));
        }
    }
}
