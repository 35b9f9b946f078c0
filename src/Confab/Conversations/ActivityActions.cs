using Confab.Auth;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>What happened to a conversation, newest first: for admins, and for the agent who has it.</summary>
internal sealed class ActivityActions(Db db, IEnumerable<IActivitySource> sources)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var (page, rows) = await db.ReadAsync(async sql =>
        {
            await ConversationActions.HeldAsync(sql, call);
            var (page, rows) = (call.Page, new List<Activity>());
            foreach (var source in sources)
                rows.AddRange(await source.ListAsync(sql, call.CustomerId, call.Id, page));
            return (page, rows);
        });
        return Wire.Ok(page.Cut([.. rows.OrderByDescending(row => row.TmCreate).ThenByDescending(row => row.Id).Take(page.Size + 1)], row => (row.TmCreate, row.Id), row => row.ToJson()),
            ActivitiesJson.Wire.PageActivityJson);
    }
}

/// <summary>Where activities come from: what is written down as such, and what later areas know of a conversation.</summary>
internal interface IActivitySource
{
    /// <summary>A page of a conversation's, newest first by time and id, and a row more: what stands further back is not read.</summary>
    Task<List<Activity>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page);
}

/// <summary>Those that are written down.</summary>
internal sealed class WrittenActivities : IActivitySource
{
    /// <inheritdoc />
    public Task<List<Activity>> ListAsync(Sql sql, Guid customerId, Guid conversationId, PageRequest page) => Activity.ListAsync(sql, customerId, conversationId, page);
}
