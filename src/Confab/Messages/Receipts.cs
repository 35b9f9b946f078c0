using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Takes in what became of a message of ours. A receipt may come before the answer to the call that sent the message, and then nobody knows
/// yet whose it is: it is looked at again a few times, by when that answer has been written or never will be.
/// </summary>
internal sealed class Receipts(MessageLog log, Jobs jobs)
{
    /// <summary>Takes a receipt, now or a little later.</summary>
    public async Task TakeAsync(Unit unit, Account account, Inbound.Receipt receipt)
    {
        if (await FindAsync(unit, account.CustomerId, account.Id, receipt) is { } message)
            await ApplyAsync(unit, message, account.Id, receipt);
        else if (receipt is { MessageId: null, ProviderId.Length: > 0 })
            jobs.Add(unit, ReceiptHandler.JobFor(account, receipt, unit.Now));
    }

    /// <summary>Takes a receipt that came too early; false when it still is unknown whose it is.</summary>
    public async Task<bool> TakeAsync(Unit unit, EarlyReceipt early)
    {
        if (await FindAsync(unit, early.CustomerId, early.AccountId, early.Receipt) is not { } message)
            return false;
        await ApplyAsync(unit, message, early.AccountId, early.Receipt);
        return true;
    }

    private static async Task<Message?> FindAsync(Unit unit, Guid customerId, Guid accountId, Inbound.Receipt receipt)
    {
        var named = receipt.MessageId is { } id ? await MessageQueries.FindAsync(unit, customerId, id) : null;
        var isOther = receipt.IsNamedByAddress && named is { ProviderId.Length: > 0 } && named.ProviderId != receipt.ProviderId;
        return receipt.MessageId is null || isOther ? await MessageQueries.FindByProviderAsync(unit, customerId, accountId, receipt.ProviderId) : named;
    }

    private async Task ApplyAsync(Unit unit, Message message, Guid accountId, Inbound.Receipt receipt)
    {
        if (message.Direction != "outgoing" || message.AccountId != accountId)
            return;
        if (receipt.OptedOut && await ConversationQueries.FindAsync(unit, message.CustomerId, message.ConversationId) is { } conversation)
            await OptOuts.SetAsync(unit, conversation, isOut: true, OptOuts.ByProvider);
        await log.ChangeAsync(unit, message, now => Delivery.Apply(now.ProviderId.Length > 0 ? now : now with { ProviderId = receipt.ProviderId },
            receipt.State, receipt.ErrorCode, receipt.ErrorMessage, unit.Now, receipt.Overrules) is var after && after.Delivery == now.Delivery ? now : after);
    }
}

/// <summary>A receipt of a message that is not known yet.</summary>
internal sealed record EarlyReceipt(Guid CustomerId, Guid AccountId, Inbound.Receipt Receipt);
