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
