using Confab.Accounts;
using Confab.Billing;
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
internal sealed class Inbox(Db db, ConversationOpening opening, MessageLog log, SmsLog sms, SmsRules rules, MessageSending sending, Receipts receipts, InboundMedias medias, Unsends unsends, Speakers speakers, IEnumerable<IMessageReceived> listeners)
{
    /// <summary>Takes in every item; returns after the commit. False, and nothing is taken, when the account has changed since it was read.</summary>
    public async Task<bool> ReceiveAsync(Account account, IChannel channel, IReadOnlyList<Inbound> items)
    {
        if (items.Count == 0)
            return true;
        var about = items[^1] is Inbound.Message only && items.Count(item => item is not Inbound.Call) == 1 ? await opening.FindLaneAsync(account, channel, only.DialogId, only.Self, only.Peer) : null;
        var kept = await medias.KeepAsync(account, items);
        try
        {
            await db.WriteAsync(unit => TakeAsync(unit, account, channel, items, kept), about);
            return true;
        }
        catch (AccountChangedException)
        {
            return false;
        }
    }

    private async Task TakeAsync(Unit unit, Account account, IChannel channel, IReadOnlyList<Inbound> items, KeptMedias kept)
    {
        var current = AccountBook.AskCurrent(unit, account);
        _ = EventLog.AskEndpoints(unit, account.CustomerId);
        Costs.Ask(unit, account.CustomerId);
        ConversationOpening.HoldAll(unit, account, channel, items.OfType<Inbound.Message>());
        foreach (var item in items)
        {
            var told = AskKept(unit, account, item);
            if (!await current)
                throw new AccountChangedException();
            if (await told is { } unsent)
                await TakeAsync(unit, account, channel, item, unsent > 0, kept);
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
            """, new { account.CustomerId, account.Id, item.Key, kind, raw, unit.Now, unsent = item is Inbound.Message message ? Unsends.Key(message.ProviderId) : "" });
    }

    private Task TakeAsync(Unit unit, Account account, IChannel channel, Inbound item, bool isUnsent, KeptMedias kept) => item switch
    {
        Inbound.Message message => TakeMessageAsync(unit, account, channel, message, isUnsent, kept),
        Inbound.Contact contact => opening.ContactAsync(unit, account, channel, contact),
        Inbound.Unsend unsend => TakeUnsendAsync(unit, account, unsend),
        Inbound.Receipt receipt => receipts.TakeAsync(unit, account, receipt),
        _ => Task.CompletedTask
    };

    private async Task TakeMessageAsync(Unit unit, Account account, IChannel channel, Inbound.Message inbound, bool isUnsent, KeptMedias kept)
    {
        var conversation = await opening.BumpAsync(unit, account, channel, inbound.DialogId, inbound.Self, inbound.Peer,
            inbound.IsAutomatic ? null : inbound.Written ?? unit.Now, LastMessage.Of(LastMessage.Peer, isUnsent ? "" : inbound.Text, isUnsent ? 0 : inbound.Medias.Count));
        var verdict = isUnsent ? SmsVerdict.None
            : inbound.Self.Type == "tel" ? await rules.JudgeAsync(unit, account, conversation, inbound)
            : channel.LoopWindow > TimeSpan.Zero ? SmsVerdict.None with { IsLoop = await LoopGuard.Ask(unit, conversation, inbound, channel.LoopWindow) }
            : SmsVerdict.None;
        var speaker = inbound.Speaker is null ? null : await Speakers.AskAsync(unit, conversation, inbound.Speaker);
        var described = isUnsent ? [] : medias.Describe(account, channel, inbound, await MessageReplies.NameAsync(unit, account, inbound.Medias), kept, unit.Now);
        var message = await log.AppendAsync(unit, conversation, new Message
        {
            ErrorCode = verdict.IsLoop ? LoopGuard.Code : "", AccountId = account.Id, Direction = "incoming", Status = "done", Source = speaker?.Source ?? conversation.Peer, Destination = conversation.Self,
            Subject = isUnsent ? "" : inbound.Subject, Text = isUnsent ? "" : inbound.Text, Medias = described.Count == 0 ? MediaEntries.None : MediaEntries.Text(described.Select(it => it.Entry)),
            SenderType = "peer", Delivery = "delivered", ProviderId = inbound.ProviderId
        });
        medias.Add(unit, message, described);
        if (speaker is not null)
            speakers.LookUp(unit, speaker, message);
        if (inbound.ReplyToken.Length > 0)
            ConversationQueries.KeepReplyToken(unit, conversation, inbound.ReplyToken);
        var number = inbound.Self.Type == "tel" ? await NumberQueries.FindByNumberAsync(unit, account.CustomerId, inbound.Self.Target) : null;
        if (inbound.Self.Type == "tel")
            await sms.AddAsync(unit, message);
        if (!isUnsent)
            foreach (var listener in listeners)
                await listener.ReceivedAsync(unit, conversation, message, inbound.IsAutomatic || verdict.IsQuiet ? [] : [number?.MessageFlowId ?? Guid.Empty, account.MessageFlowId]);
        if (verdict.Answer.Length > 0)
            await sending.AnswerAsync(unit, conversation, verdict.Answer);
    }

    private async Task TakeUnsendAsync(Unit unit, Account account, Inbound.Unsend unsend)
    {
        if (!await unsends.TakeAsync(unit, account.CustomerId, account.Id, unsend.ProviderId))
            unsends.Keep(unit, account, unsend.ProviderId);
    }
}

/// <summary>The account has changed since it was read: what was taken in by it is void.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught inside the inbox only.
internal sealed class AccountChangedException() : Exception("account changed");
#pragma warning restore CA1032, CA1064
