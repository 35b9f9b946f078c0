using Confab.Auth;
using Confab.Store;

namespace Confab.Billing;

/// <summary><c>/billings</c>: what each message has cost.</summary>
internal sealed class ChargeActions(Db db)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var (page, messageId) = (call.Page, call.QueryId("message_id"));
        var rows = await db.ReadAsync(sql => ChargeQueries.ListAsync(sql, call.CustomerId, messageId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), BillingJson.Wire.PageChargeJson);
    }
}
