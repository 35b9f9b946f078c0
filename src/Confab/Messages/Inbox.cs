using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Events;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Takes in what a provider's call carried, all of it in one unit of work. What a provider tells twice is taken once: the key that it
/// repeats is unique in the database.
/// </summary>
internal sealed class Inbox(Db db, ConversationOpening opening, MessageLog log, SmsLog sms, Speakers speakers, IEnumerable<IMessageReceived> listeners)
{
    /// <summary>Takes in every item; returns after the commit. False, and nothing is taken, when the account has changed since it was read.</summary>
    public async Task<bool> ReceiveAsync(Account account, IChannel channel, IReadOnlyList<Inbound> items)
    {
        if (items.Count == 0)
            return true;
        var about = items[^1] is Inbound.Message only && items.Count(item => item is not Inbound.Call) == 1 ? await opening.FindLaneAsync(account, channel, only.DialogId, only.Self, only.Peer) : null;
        try
        {
            await db.WriteAsync(unit => TakeAsync(unit, account, channel, items), about);
            return true;
        }
        catch (AccountChangedException)
        {
            return false;
        }
    }

    private async Task TakeAsync(Unit unit, Account account, IChannel channel, IReadOnlyList<Inbound> items)
    {
        var current = AccountBook.AskCurrent(unit, account);
        _ = EventLog.AskEndpoints(unit, account.CustomerId);
        foreach (var item in items)
        {
            var kept = AskKept(unit, account, item);
            if (!await current)
                throw new AccountChangedException();
            if (await kept is { } unsent)
                await TakeAsync(unit, account, channel, item, unsent > 0);
            else if (item is Inbound.Call)
                return;
        }
    }

    /// <summary>
    /// Keeps in mind what the provider told. Null when it had told it before; else how often it has taken it back already, which may come first.
    /// </summary>
    private static Ask<long?> AskKept(Unit unit, Account account, Inbound item)
    {
        var (kind, raw) = item is Inbound.Other other ? (other.Kind, other.Raw) : ("", "");
        return unit.Ask<long?>("""
            INSERT INTO received (customer_id, account_id, key, kind, raw, tm_create) VALUES (@CustomerId, @Id, @Key, @kind, @raw, @Now) ON CONFLICT DO NOTHING
            RETURNING (SELECT COUNT(*) FROM received taken WHERE taken.customer_id = @CustomerId AND taken.account_id = @Id AND taken.key = @unsent)
            """, new { account.CustomerId, account.Id, item.Key, kind, raw, unit.Now, unsent = item is Inbound.Message message ? Unsent(message.ProviderId) : "" });
    }

    private Task TakeAsync(Unit unit, Account account, IChannel channel, Inbound item, bool isUnsent) => item switch
    {
        Inbound.Message message => TakeMessageAsync(unit, account, channel, message, isUnsent),
        Inbound.Contact contact => opening.ContactAsync(unit, account, channel, contact),
        Inbound.Unsend unsend => TakeUnsendAsync(unit, account, unsend),
        Inbound.Receipt receipt => TakeReceiptAsync(unit, account, receipt),
        _ => Task.CompletedTask
    };

    private async Task TakeMessageAsync(Unit unit, Account account, IChannel channel, Inbound.Message inbound, bool isUnsent)
    {
        var conversation = await opening.BumpAsync(unit, account, channel, inbound.DialogId, inbound.Self, inbound.Peer);
        var speaker = inbound.Speaker is null ? null : await Speakers.AskAsync(unit, conversation, inbound.Speaker);
        var message = await log.AppendAsync(unit, conversation, new Message
        {
            AccountId = account.Id, Direction = "incoming", Status = "done", Source = speaker?.Source ?? conversation.Peer, Destination = conversation.Self,
            Subject = isUnsent ? "" : inbound.Subject, Text = isUnsent ? "" : inbound.Text, Medias = isUnsent ? "[]" : MediaEntries.Of(account.CustomerId, inbound.Medias, unit.Now),
            SenderType = "peer", Delivery = "delivered", ProviderId = inbound.ProviderId
        });
        if (speaker is not null)
            speakers.LookUp(unit, speaker, message);
        if (inbound.ReplyToken.Length > 0)
            ConversationQueries.KeepReplyToken(unit, conversation, inbound.ReplyToken);
        var number = inbound.Self.Type == "tel" ? await NumberQueries.FindByNumberAsync(unit, account.CustomerId, inbound.Self.Target) : null;
        if (inbound.Self.Type == "tel")
            await sms.AddAsync(unit, message);
        if (!isUnsent)
            foreach (var listener in listeners)
                await listener.ReceivedAsync(unit, conversation, message, inbound.IsAutomatic ? [] : [number?.MessageFlowId ?? Guid.Empty, account.MessageFlowId]);
    }

    private async Task TakeUnsendAsync(Unit unit, Account account, Inbound.Unsend unsend)
    {
        if (await MessageQueries.FindByProviderAsync(unit, account.CustomerId, account.Id, unsend.ProviderId) is { Direction: "incoming" } message)
            await log.ChangeAsync(unit, message, now => now with { Subject = "", Text = "", Medias = "[]" });
        else
            await AskKept(unit, account, new Inbound.Other(Unsent(unsend.ProviderId), "", ""));
    }

    /// <summary>The key that keeps in mind that a message was taken back before it came.</summary>
    private static string Unsent(string providerId) => "unsent:" + providerId;

    private async Task TakeReceiptAsync(Unit unit, Account account, Inbound.Receipt receipt)
    {
        var message = receipt.MessageId is { } id ? await MessageQueries.FindAsync(unit, account.CustomerId, id)
            : await MessageQueries.FindByProviderAsync(unit, account.CustomerId, account.Id, receipt.ProviderId);
        if (message is not { Direction: "outgoing" } || message.AccountId != account.Id)
            return;
        await log.ChangeAsync(unit, message, now => Delivery.Apply(now.ProviderId.Length > 0 ? now : now with { ProviderId = receipt.ProviderId },
            receipt.State, receipt.ErrorCode, receipt.ErrorMessage, unit.Now, receipt.Overrules) is var after && after.Delivery == now.Delivery ? now : after);
    }
}

/// <summary>The account has changed since it was read: what was taken in by it is void.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside the inbox only.
internal sealed class AccountChangedException() : Exception("account changed");
#pragma warning restore CA1032, CA1064
