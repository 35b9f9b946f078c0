using Confab.Accounts;
using Confab.Billing;
using Confab.Channels;
using Confab.Conversations;
using Confab.Events;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Accepts messages of ours: stored, announced and queued in one unit of work; delivery follows in the background.</summary>
internal sealed class MessageSending(AccountBook accounts, ChannelList channels, MessageLog log, SmsLog sms, OutboundMedias outbound, Costs costs, Jobs jobs, IEnumerable<IMessageGate> gates, TimeProvider clock)
{
    /// <summary>The longest text that any channel carries.</summary>
    public const int MaxText = 65_536;

    private static readonly Address Nobody = new("", "");

    /// <summary>Accepts a text, medias or both into a conversation; null when there is no such conversation.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent; nothing is stored.</exception>
    public async Task<(Conversation Conversation, Message Message)?> SendAsync(Unit unit, Guid customerId, Guid conversationId, string text, SenderJson sender, IReadOnlyList<MediaAsk>? medias = null)
    {
        if (await QueueAsync(unit, customerId, conversationId, text, sender, medias: medias) is not var (to, message))
            return null;
        if (to.SelfAddress.Type == "tel")
            await sms.AddAsync(unit, message);
        return (to, message);
    }

    /// <summary>The same, without an entry of its own under <c>/messages</c>: for what has one already.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="text">What to send.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="subject">Its subject; null for that of an answer to the last message, where the channel has subjects.</param>
    /// <param name="isAnswer">Whether it answers STOP, START or HELP, which even those get who want nothing else.</param>
    /// <param name="medias">What goes with it.</param>
    public async Task<(Conversation Conversation, Message Message)?> QueueAsync(Unit unit, Guid customerId, Guid conversationId, string text, SenderJson sender, string? subject = null, bool isAnswer = false, IReadOnlyList<MediaAsk>? medias = null)
    {
        var asks = medias ?? [];
        if (asks.Count == 0)
            RequireText(text);
        _ = EventLog.AskEndpoints(unit, customerId);
        Costs.Ask(unit, customerId);
        var cameBy = unit.Ask<Account>($"""
            SELECT {AccountBook.Columns} FROM accounts WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql}
                AND id = (SELECT account_id FROM conversations WHERE customer_id = @customerId AND id = @conversationId)
            """, new { customerId, conversationId });
        var held = ConversationQueries.AskHeld(unit, customerId, conversationId);
        var isOut = OptOuts.AskIsOut(unit, customerId, conversationId);
        if (await held is not { } found)
            return null;
        if (!isAnswer && await isOut)
            throw Problem.State(OptOuts.Reason, OptOuts.Why).AsException();
        var account = await AccountOfAsync(unit, found, await cameBy);
        var (entries, going) = await outbound.TakeAsync(unit, customerId, asks, unit.Now);
        var billed = new Billable(found.Type, "outgoing", RequireFits(account, text, going, asks), entries);
        RequireWindow(account, found, text, going, unit.Now);
        await MessageReplies.RequireAsync(unit, found, asks);
        foreach (var gate in gates)
            await gate.CheckAsync(unit, found);
        await costs.RequireAsync(unit, customerId, billed);
        var conversation = found.Bumped(unit.Now).Showing(LastMessage.Of(sender.Type, text, asks.Count)) with { Unread = sender.Type == SenderJson.Flow ? found.Unread : 0 };
        ConversationQueries.Bump(unit, conversation);
        var message = await log.AppendAsync(unit, conversation, new Message
        {
            AccountId = account.Id, Direction = "outgoing", Status = "progressing", Source = conversation.Self, Destination = conversation.Peer,
            Subject = channels.Of(accounts.Open(account)) is IThreads threads ? subject ?? await MessageThreads.AnswerAsync(unit, threads, conversation) : "",
            Text = text, Medias = entries, SenderType = sender.Type, SenderId = sender.Id, Delivery = "queued"
        }, billed);
        OutboundMedias.Use(unit, message);
        jobs.Add(unit, SendHandler.JobFor(message, conversation));
        return (conversation, message);
    }

    /// <summary>Answers STOP, START or HELP, where that can be done: what came in is kept in any case.</summary>
    public async Task AnswerAsync(Unit unit, Conversation conversation, string text)
    {
        try
        {
            if (await QueueAsync(unit, conversation.CustomerId, conversation.Id, text, new SenderJson(SenderJson.Flow, Guid.Empty), isAnswer: true) is var (_, message))
                await sms.AddAsync(unit, message);
        }
        catch (ProblemException)
        {
            // Too long, not paid for, or its account is gone: refused before anything of it was written.
        }
    }

    /// <summary>Refuses, and does no more, what would be refused on its way into a conversation.</summary>
    public async Task CheckAsync(Sql sql, Conversation conversation, string text)
    {
        RequireText(text);
        if (await OptOuts.AskIsOut(sql, conversation.CustomerId, conversation.Id))
            throw Problem.State(OptOuts.Reason, OptOuts.Why).AsException();
        var account = await AccountOfAsync(sql, conversation, await AccountBook.FindAsync(sql, conversation.CustomerId, conversation.AccountId));
        RequireFits(account, text);
        RequireWindow(account, conversation, text, [], clock.Now());
        foreach (var gate in gates)
            await gate.CheckAsync(sql, conversation);
        await costs.RequireAsync(sql, conversation.CustomerId, new Billable(conversation.Type, "outgoing", text, MediaEntries.None));
    }

    /// <summary>Refuses a text that no channel carries.</summary>
    public static void RequireText(string text)
    {
        if (text.Length == 0)
            throw Problem.Invalid("text", "must not be empty when there are no medias.").AsException();
    }

    /// <summary>Refuses a text that is too long for an account's channel.</summary>
    public void RequireFits(Account account, string text) => RequireFits(account, text, [], []);

    /// <summary>The same with medias, each of which the channel must carry, if only as a link behind the text; returns the text with those links.</summary>
    private string RequireFits(Account account, string written, List<OutboundMedia> medias, IReadOnlyList<MediaAsk> asks)
    {
        var channel = channels.Of(accounts.Open(account));
        var (text, native, refused) = OutboundMedias.Fit(channel, written, medias);
        if (refused is var (index, why))
            throw Problem.Invalid($"{asks[index].Field}.type", why).AsException();
        if (text.Length == 0 && channel is ISendsInParts several && several.Parts(new OutboundMessage(Guid.Empty, "", Nobody, Nobody, text) { Medias = native }) == 0)
            throw Problem.Invalid("text", "must not be empty when no media is a message of its own.").AsException();
        if (text.Length > channel.MaxText)
            throw Problem.Invalid("text", $"must be at most {channel.MaxText} characters long for {channel.Title}{(text.Length > written.Length ? ", with the links of its medias" : "")}.").AsException();
        return text;
    }

    /// <summary>Refuses what the channel no longer lets us send, as the peer has not written for too long.</summary>
    private void RequireWindow(Account account, Conversation conversation, string text, List<OutboundMedia> medias, Timestamp now)
    {
        if (conversation.WindowExpiresAt <= now && channels.Of(accounts.Open(account)) is IWindowed windowed && !windowed.GoesOutside(text, medias))
            throw Problem.State("WINDOW_CLOSED", $"More than {windowed.Window.TotalHours:0} hours have passed since the peer wrote: only templates can be sent.").AsException();
    }

    /// <summary>
    /// The account that a conversation sends through: the one that its number names; else the one it came in by; where that has been
    /// deleted and the number is registered, the customer's only one, and for mail the one that has its address now.
    /// </summary>
    private async Task<Account> AccountOfAsync(Sql sql, Conversation conversation, Account? cameBy)
    {
        var number = conversation.SelfAddress is { Type: "tel" } self
            ? await NumberQueries.FindByNumberAsync(sql, conversation.CustomerId, self.Target) : null;
        if (number is { AccountId: var named } && named != Guid.Empty)
            return await AccountBook.OfNumberAsync(sql, conversation.CustomerId, named);
        return cameBy
            ?? (conversation.SelfAddress is { Type: AccountBook.Email } mailbox ? await accounts.FindByAddressAsync(sql, conversation.CustomerId, mailbox.Target) : null)
            ?? (number is null ? throw AccountBook.NoAccount("The account of this conversation has been deleted.")
                : await AccountBook.OfNumberAsync(sql, conversation.CustomerId, Guid.Empty));
    }
}
