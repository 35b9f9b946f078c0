using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Accepts messages of ours: stored, announced and queued in one unit of work; delivery follows in the background.</summary>
internal sealed class MessageSending(AccountBook accounts, ChannelList channels, MessageLog log, SmsLog sms, Jobs jobs)
{
    /// <summary>The longest text that any channel carries.</summary>
    public const int MaxText = 65_536;

    /// <summary>Accepts a text into a conversation.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent; nothing is stored.</exception>
    public async Task<(Conversation Conversation, Message Message)> SendAsync(Unit unit, Conversation conversation, string text, SenderJson sender)
    {
        var (to, message) = await QueueAsync(unit, conversation, text, sender);
        if (to.SelfAddress.Type == "tel")
            await sms.AddAsync(unit, message);
        return (to, message);
    }

    /// <summary>The same, without an entry of its own under <c>/messages</c>: for what has one already.</summary>
    public async Task<(Conversation Conversation, Message Message)> QueueAsync(Unit unit, Conversation conversation, string text, SenderJson sender)
    {
        var account = await CheckAsync(unit, conversation, text);
        var (to, message) = await log.AppendAsync(unit, conversation, new Message
        {
            AccountId = account.Id, Direction = "outgoing", Status = "progressing", Source = conversation.Self, Destination = conversation.Peer,
            Text = text, SenderType = sender.Type, SenderId = sender.Id, Delivery = "queued"
        });
        jobs.Add(unit, SendHandler.JobFor(message, to.DialogId));
        return (to, message);
    }

    /// <summary>Refuses what can be known beforehand not to be sent; returns the account that a conversation sends through.</summary>
    public async Task<Account> CheckAsync(Sql sql, Conversation conversation, string text)
    {
        RequireText(text);
        var account = await AccountOfAsync(sql, conversation);
        Check(account, text);
        return account;
    }

    /// <summary>Refuses a text that an account's channel does not carry.</summary>
    public void Check(Account account, string text)
    {
        RequireText(text);
        var channel = channels.Of(accounts.Open(account));
        if (text.Length > channel.MaxText)
            throw Problem.Invalid("text", $"must be at most {channel.MaxText} characters long for {channel.Title}.").AsException();
    }

    /// <summary>Refuses a text that no channel carries.</summary>
    public static void RequireText(string text)
    {
        if (text.Length == 0)
            throw Problem.Invalid("text", "must not be empty when there are no medias.").AsException();
    }

    /// <summary>
    /// The account that a conversation sends through: the one that its number names; else the one it came in by; where that has been
    /// deleted and the number is registered, the customer's only one.
    /// </summary>
    private static async Task<Account> AccountOfAsync(Sql sql, Conversation conversation)
    {
        var number = conversation.SelfAddress is { Type: "tel" } self
            ? await NumberQueries.FindByNumberAsync(sql, conversation.CustomerId, self.Target) : null;
        if (number is { AccountId: var named } && named != Guid.Empty)
            return await AccountBook.OfNumberAsync(sql, conversation.CustomerId, named);
        return await AccountBook.FindAsync(sql, conversation.CustomerId, conversation.AccountId)
            ?? (number is null ? throw AccountBook.NoAccount("The account of this conversation has been deleted.")
                : await AccountBook.OfNumberAsync(sql, conversation.CustomerId, Guid.Empty));
    }
}
