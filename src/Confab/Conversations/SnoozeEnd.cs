using Confab.Store;

namespace Confab.Conversations;

/// <summary>Opens a conversation again when it was to be: a job of its own for each time that one is put aside. What became of it meanwhile wins.</summary>
internal sealed class SnoozeEnd(ConversationEvents events) : IChore
{
    private const string ChoreName = "snooze";
    private const int IdLength = 32;

    public string Name => ChoreName;

    public TimeSpan? Every => null;

    /// <summary>The job that does so.</summary>
    public static NewJob JobFor(Unit unit, Conversation conversation) =>
        Chores.JobFor(ChoreName, Ids.New(unit.Now), $"{conversation.CustomerId:N}{conversation.Id:N}") with { Due = conversation.SnoozedUntil };

    /// <summary>The same, open.</summary>
    public static Conversation Reopened(Conversation conversation) => conversation with { State = Conversation.Open, SnoozedUntil = Timestamp.Never };

    /// <inheritdoc />
    public async Task<string?> StepAsync(Unit unit, string from)
    {
        var (customerId, id) = (Guid.ParseExact(from.AsSpan(0, IdLength), "N"), Guid.ParseExact(from.AsSpan(IdLength), "N"));
        if (await ConversationQueries.FindAsync(unit, customerId, id) is { State: Conversation.Snoozed } conversation && conversation.SnoozedUntil <= unit.Now)
            await events.UpdatedAsync(unit, conversation, Reopened(conversation), cause: ActivityTypes.BySnoozeEnd);
        return null;
    }
}
