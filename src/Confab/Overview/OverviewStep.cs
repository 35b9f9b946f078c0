using Confab.Store;

namespace Confab.Overview;

/// <summary>Some events, counted in a unit of work that holds the cursor: nobody else changes what they count in meanwhile.</summary>
internal sealed class OverviewStep(Unit unit)
{
    private readonly OverviewSums sums = new();
    private readonly Dictionary<(Guid CustomerId, Guid Id), Episode?> episodes = [];
    private readonly HashSet<(Guid CustomerId, Guid Id)> failed = [];

    /// <summary>Counts them, in their order.</summary>
    public async Task CountAsync(List<Told> told)
    {
        await LoadAsync(told);
        var before = episodes.ToDictionary();
        foreach (var one in told)
            Count(one);
        foreach (var ((customerId, id), episode) in episodes)
            if (episode is null)
                unit.Write("DELETE FROM overview_conversations WHERE customer_id = @customerId AND id = @id", new { customerId, id });
            else if (episode != before[(customerId, id)])
                unit.Write("""
                    INSERT INTO overview_conversations (customer_id, id, owner_id, state, tm_begin, tm_asked, tm_waiting) VALUES (@CustomerId, @Id, @OwnerId, @State, @TmBegin, @TmAsked, @TmWaiting)
                    ON CONFLICT (customer_id, id) DO UPDATE SET owner_id = excluded.owner_id, state = excluded.state, tm_begin = excluded.tm_begin, tm_asked = excluded.tm_asked, tm_waiting = excluded.tm_waiting
                    """, episode);
        sums.Write(unit);
    }

    /// <summary>Reads where the conversations stand, and which messages are counted as failed: on PostgreSQL in one round trip.</summary>
    private async Task LoadAsync(List<Told> told)
    {
        var stand = told.Select(one => (one.CustomerId, Id: one.ConversationId)).Distinct().Select(key => (key, unit.Ask<Episode>(
            "SELECT customer_id, id, owner_id, state, tm_begin, tm_asked, tm_waiting FROM overview_conversations WHERE customer_id = @CustomerId AND id = @Id", new { key.CustomerId, key.Id }))).ToList();
        var counted = told.Where(one => one.Message is { IsSettled: true }).Select(one => (one.CustomerId, one.Message!.Id)).Distinct().Select(key => (key, unit.Ask<int>(
            "SELECT 1 FROM overview_failures WHERE customer_id = @CustomerId AND message_id = @Id", new { key.CustomerId, key.Id }))).ToList();
        foreach (var (key, episode) in stand)
            episodes[key] = await episode;
        foreach (var (key, isFailed) in counted)
            if (await isFailed == 1)
                failed.Add(key);
    }

    private void Count(Told told)
    {
        var key = (told.CustomerId, told.ConversationId);
        if (told.Conversation is { } conversation)
            episodes[key] = told.Event.Type == "conversation_deleted" ? null : Changed(told, conversation);
        else if (told.Event.Type == "conversation_message_created")
            episodes[key] = Said(told, told.Message!);
        if (told.Message is { IsSettled: true } message)
            Settled(told.CustomerId, message);
    }

    private Episode Changed(Told told, ToldConversation conversation)
    {
        var before = episodes[(told.CustomerId, conversation.Id)] ?? (told.Event.Type == "conversation_created" ? Episode.New(told.CustomerId, conversation.Id, conversation.TmCreate)
            : Episode.Found(told.CustomerId, conversation.Id));
        var (after, resolution) = before.Changed(conversation.State ?? Conversations.Conversation.Open, conversation.OwnerId, conversation.TmUpdate);
        if (resolution is { } took)
            sums.Took(told.CustomerId, OverviewSums.Resolution, took, conversation.TmUpdate);
        return after;
    }

    private Episode Said(Told told, ToldMessage message)
    {
        var before = episodes[(told.CustomerId, message.ConversationId)] ?? Episode.Found(told.CustomerId, message.ConversationId) with { OwnerId = told.Event.OwnerId };
        sums.Said(told.CustomerId, message);
        if (message.IsIncoming)
            return before.Asked(message.TmCreate);
        if (!message.IsByPerson)
            return before;
        var (after, response) = before.Answered(message.TmCreate);
        if (response is { } took)
            sums.Took(told.CustomerId, OverviewSums.Response, took, message.TmCreate, message.AgentId);
        return after;
    }

    /// <summary>A message counts as failed once, however often it is told of, and no more when it has arrived after all.</summary>
    private void Settled(Guid customerId, ToldMessage message)
    {
        var (key, args, isFailed) = ((customerId, message.Id), new { customerId, message.Id }, message.Delivery.Status == "failed");
        if (isFailed && failed.Add(key))
            unit.Write("INSERT INTO overview_failures (customer_id, message_id) VALUES (@customerId, @Id)", args);
        else if (!isFailed && failed.Remove(key))
            unit.Write("DELETE FROM overview_failures WHERE customer_id = @customerId AND message_id = @Id", args);
        else
            return;
        sums.Failed(customerId, message, isFailed ? 1 : -1);
    }
}
