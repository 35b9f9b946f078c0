using Confab.Accounts;
using Confab.Channels;
using Confab.Channels.Sms;
using Confab.Conversations;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Sends SMS by number: each destination's part appears in the conversation with that peer.</summary>
internal sealed class SmsSending(AccountBook accounts, ChannelList channels, ConversationOpening opening, MessageSending sending, SmsLog log)
{
    /// <summary>Accepts a text from a number of the customer's to one or more peers.</summary>
    /// <exception cref="ProblemException">The source is no number of the customer's, or nothing can be sent.</exception>
    public async Task<Sms> SendAsync(Unit unit, Guid customerId, string source, IReadOnlyList<Address> destinations, string text, SenderJson sender)
    {
        var (account, self, peers) = await CheckAsync(unit, customerId, source, destinations, text);
        var channel = channels.Of(accounts.Open(account));
        var targets = new List<SmsTarget>();
        foreach (var (peer, conversation) in await opening.OpenAllAsync(unit, account, channel, self, peers))
        {
            var (_, message) = await sending.QueueAsync(unit, customerId, conversation.Id, text, sender)
                ?? throw new InvalidOperationException("a conversation that was opened is gone");
            targets.Add(new SmsTarget { MessageId = message.Id, Destination = message.Destination, Status = "queued", Parts = SmsText.Of(text).Segments, TmUpdate = unit.Now });
        }
        return await log.AddAsync(unit, Ids.New(unit.Now), customerId, "outbound", Wire.Text(self, SmsJsonContext.Wire.Address), text, targets);
    }

    /// <summary>The account and the number that a text goes out from, and whom it goes to.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent.</exception>
    public async Task<(Account Account, Address From, List<Address> To)> CheckAsync(Sql sql, Guid customerId, string source, IReadOnlyList<Address> destinations, string text)
    {
        MessageSending.RequireText(text);
        var from = PhoneNumber.TryNormalize(source, out var known) ? known : source;
        var number = await NumberQueries.FindByNumberAsync(sql, customerId, from)
            ?? throw Problem.Invalid("source.target", "is no number of this customer.").AsException();
        var account = await AccountBook.OfNumberAsync(sql, customerId, number.AccountId);
        sending.RequireFits(account, text);
        return (account, new Address("tel", number.Digits), [.. destinations.Select((destination, index) => new Address("tel", Peer(destination, index), destination.TargetName))]);
    }

    private static string Peer(Address destination, int index) => PhoneNumber.TryNormalize(destination.Target, out var number) && !PhoneNumber.IsName(number) ? number
        : throw Problem.Invalid($"destinations[{index}].target", "must be a phone number in E.164 form as in +15550100001, or a short code.").AsException();
}
