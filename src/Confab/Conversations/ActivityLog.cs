using Confab.Auth;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Writes down what a change did to a conversation that the unit holds: in the same unit, and in the order of the changes, whatever the clocks of nodes say.</summary>
internal static class ActivityLog
{
    private static readonly TimeSpan Least = TimeSpan.FromMicroseconds(1);

    /// <summary>Compares, and writes what is new. What changes neither owner nor state nor labels costs nothing.</summary>
    /// <param name="unit">The unit of work that makes the change.</param>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is now.</param>
    /// <param name="caller">Who did it; null for nobody.</param>
    /// <param name="cause">Why, where nobody did: one of those in <see cref="ActivityTypes"/>.</param>
    public static async Task FollowAsync(Unit unit, Conversation before, Conversation after, Caller? caller, string cause)
    {
        var (isOwner, isState, isLabels) = (before.OwnerId != after.OwnerId, (before.State, before.SnoozedUntil) != (after.State, after.SnoozedUntil), before.LabelIds != after.LabelIds);
        if (!isOwner && !isState && !isLabels)
            return;
        var last = Activity.AskLast(unit, after);
        var (from, to) = isOwner ? (AskAgent(unit, after.CustomerId, before.OwnerId), AskAgent(unit, after.CustomerId, after.OwnerId)) : default;
        var by = caller is null ? Who.System : await Who.OfAsync(unit, caller);
        var at = await last is var time && time >= unit.Now ? time + Least : unit.Now;

        if (isOwner)
            Add(after.OwnerId == Guid.Empty ? ActivityTypes.Unassigned : by.Id == after.OwnerId ? ActivityTypes.Taken : ActivityTypes.Assigned, Wire.Text(new OwnerChangeJson(
                new Named(before.OwnerId, await from ?? ""), new Named(after.OwnerId, await to ?? ""), cause), ActivitiesJson.Wire.OwnerChangeJson));
        if (isState)
            Add(after.State switch { Conversation.Closed => ActivityTypes.Closed, Conversation.Snoozed => ActivityTypes.Snoozed, _ => ActivityTypes.Reopened },
                Wire.Text(new StateChangeJson(after.SnoozedUntil, cause), ActivitiesJson.Wire.StateChangeJson));
        if (isLabels)
            Add(ActivityTypes.Labelled, Wire.Text(await LabelsAsync(unit, before, after), ActivitiesJson.Wire.LabelChangeJson));

        void Add(string type, string data)
        {
            new Activity
            {
                Id = Ids.New(unit.Now), CustomerId = after.CustomerId, ConversationId = after.Id, Type = type, ByKind = by.Kind, ById = by.Id, ByName = by.Name, Data = data, TmCreate = at
            }.Insert(unit);
            at += Least;
        }
    }

    /// <summary>Asks what an agent is called, once in a unit: one that is deleted may have had many conversations.</summary>
    private static Ask<string> AskAgent(Unit unit, Guid customerId, Guid id) => unit.Once($"agent/{id}", () =>
        unit.Ask<string>("SELECT name FROM agents WHERE customer_id = @customerId AND id = @id", new { customerId, id }));

    private static async Task<LabelChangeJson> LabelsAsync(Unit unit, Conversation before, Conversation after)
    {
        var (had, has) = (Wire.Read(before.LabelIds, ConversationsJson.Wire.ListGuid), Wire.Read(after.LabelIds, ConversationsJson.Wire.ListGuid));
        var names = (await unit.QueryAsync<Named, Guid>("SELECT id, name FROM tags WHERE customer_id = @CustomerId AND id IN {items}", new { after.CustomerId }, [.. had.Union(has)]))
            .ToDictionary(tag => tag.Id);
        return new LabelChangeJson(Of(has.Except(had)), Of(had.Except(has)));

        List<Named> Of(IEnumerable<Guid> ids) => [.. ids.Select(id => names.GetValueOrDefault(id) ?? new Named(id, ""))];
    }
}
