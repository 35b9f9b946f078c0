using Confab.Accounts;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Takes back what its writer took back. That may overtake the message itself: then it is kept in mind, which the message sees if it begins
/// later, and looked at again, for a message that had begun already and could not see it.
/// </summary>
internal sealed class Unsends(MessageLog log, InboundMedias medias, Jobs jobs)
{
    /// <summary>The key that keeps in mind that a message was taken back before it came.</summary>
    public static string Key(string providerId) => "unsent:" + providerId;

    /// <summary>Blanks a message; it keeps its place. False where it is not there yet.</summary>
    public async Task<bool> TakeAsync(Unit unit, Guid customerId, Guid accountId, string providerId)
    {
        if (await MessageQueries.FindByProviderAsync(unit, customerId, accountId, providerId) is not { Direction: "incoming" } message)
            return false;
        await medias.RemoveAsync(unit, message);
        await log.ChangeAsync(unit, message, now => now with { Subject = "", Text = "", Medias = MediaEntries.None });
        return true;
    }

    /// <summary>Keeps in mind that a message was taken back that is not there yet.</summary>
    public void Keep(Unit unit, Account account, string providerId)
    {
        unit.Write("INSERT INTO received (customer_id, account_id, key, kind, raw, tm_create) VALUES (@CustomerId, @Id, @key, '', '', @Now) ON CONFLICT DO NOTHING",
            new { account.CustomerId, account.Id, key = Key(providerId), unit.Now });
        jobs.Add(unit, UnsendHandler.JobFor(account, providerId, unit.Now));
    }
}
