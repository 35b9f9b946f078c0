using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Takes in what a provider's call carried, all of it in one unit of work. What a provider tells twice is taken once: the key that it
/// repeats is unique in the database.
/// </summary>
internal sealed class Inbox(Db db, ConversationOpening opening, MessageLog log, SmsLog sms, IEnumerable<IMessageReceived> listeners)
{
    /// <summary>Takes in every item; returns after the commit.</summary>
    public Task ReceiveAsync(Account account, IChannel channel, IReadOnlyList<Inbound> items) => items.Count == 0 ? Task.CompletedTask : db.WriteAsync(async unit =>
    {
        foreach (var item in items)
            if (await KeepAsync(unit, account, item) is (true, var isUnsent))
                await TakeAsync(unit, account, channel, item, isUnsent);
    });

    /// <summary>Whether the provider has not told this before; then it is kept in mind, and it is known whether it was taken back already.</summary>
    private static async Task<(bool IsNew, bool IsUnsent)> KeepAsync(Unit unit, Account account, Inbound item)
    {
        var (kind, raw) = item is Inbound.Other other ? (other.Kind, other.Raw) : ("", "");
        var unsent = await unit.FirstAsync<long?>("""
            INSERT INTO received (customer_id, account_id, key, kind, raw, tm_create) VALUES (@CustomerId, @Id, @Key, @kind, @raw, @Now) ON CONFLICT DO NOTHING
            RETURNING (SELECT COUNT(*) FROM received taken WHERE taken.customer_id = @CustomerId AND taken.account_id = @Id AND taken.key = @unsent)
            """, new { account.CustomerId, account.Id, item.Key, kind, raw, unit.Now, unsent = item is Inbound.Message message ? Unsent(message.ProviderId) : "" });
        return (unsent is not null, unsent > 0);
    }

    private Task TakeAsync(Unit unit, Account account, IChannel channel, Inbound item, bool isUnsent) => item switch
    {
        Inbound.Message message => TakeMessageAsync(unit, account, channel, message, isUnsent),
        Inbound.Contact contact => opening.OpenAsync(unit, account, channel, contact.DialogId, contact.Self, contact.Peer),
        Inbound.Unsend unsend => TakeUnsendAsync(unit, account, unsend),
        Inbound.Receipt receipt => TakeReceiptAsync(unit, account, receipt),
        _ => Task.CompletedTask
    };

    private async Task TakeMessageAsync(Unit unit, Account account, IChannel channel, Inbound.Message inbound, bool isUnsent)
    {
        var opened = await opening.OpenAsync(unit, account, channel, inbound.DialogId, inbound.Self, inbound.Peer);
        var (conversation, message) = await log.AppendAsync(unit, opened, new Message
        {
            AccountId = account.Id, Direction = "incoming", Status = "done", Source = opened.Peer, Destination = opened.Self,
            Text = isUnsent ? "" : inbound.Text, Medias = isUnsent ? "[]" : MediaEntries.Of(account.CustomerId, inbound.Medias, unit.Now),
            SenderType = "peer", Delivery = "delivered", ProviderId = inbound.ProviderId
        });
        var number = inbound.Self.Type == "tel" ? await NumberQueries.FindByNumberAsync(unit, account.CustomerId, inbound.Self.Target) : null;
        if (inbound.Self.Type == "tel")
            await sms.AddAsync(unit, message);
        if (!isUnsent)
            foreach (var listener in listeners)
                await listener.ReceivedAsync(unit, conversation, message, [number?.MessageFlowId ?? Guid.Empty, account.MessageFlowId]);
    }

    private async Task TakeUnsendAsync(Unit unit, Account account, Inbound.Unsend unsend)
    {
        if (await MessageQueries.FindByProviderAsync(unit, account.CustomerId, account.Id, unsend.ProviderId) is { Direction: "incoming" } message)
            await log.ChangeAsync(unit, message, message with { Text = "", Medias = "[]" });
        else
            await KeepAsync(unit, account, new Inbound.Other(Unsent(unsend.ProviderId), "", ""));
    }

    /// <summary>The key that keeps in mind that a message was taken back before it came.</summary>
    private static string Unsent(string providerId) => "unsent:" + providerId;

    private async Task TakeReceiptAsync(Unit unit, Account account, Inbound.Receipt receipt)
    {
        var message = receipt.MessageId is { } id ? await MessageQueries.FindAsync(unit, account.CustomerId, id)
            : await MessageQueries.FindByProviderAsync(unit, account.CustomerId, account.Id, receipt.ProviderId);
        if (message is not { Direction: "outgoing" } || message.AccountId != account.Id)
            return;
        var known = message.ProviderId.Length > 0 ? message : message with { ProviderId = receipt.ProviderId };
        var after = Delivery.Apply(known, receipt.State, receipt.ErrorCode, receipt.ErrorMessage, unit.Now);
        if (after != known)
            await log.ChangeAsync(unit, message, after);
    }
}
