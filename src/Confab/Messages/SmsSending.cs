using Confab.Accounts;
using Confab.Channels;
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
        var (account, self, peers) = await ResolveAsync(unit, customerId, source, destinations);
        var channel = channels.Of(accounts.Open(account));
        var targets = new List<SmsTarget>();
        foreach (var peer in peers)
        {
            var conversation = await opening.OpenAsync(unit, account, channel, peer.Target, self, peer);
            var (_, message) = await sending.QueueAsync(unit, conversation, text, sender);
            targets.Add(new SmsTarget { MessageId = message.Id, Destination = message.Destination, Status = "queued", Parts = 1, TmUpdate = unit.Now });
        }
        return await log.AddAsync(unit, Ids.New(unit.Now), customerId, "outbound", Wire.Text(self, SmsJsonContext.Wire.Address), text, targets);
    }

    /// <summary>The account and the number that a text goes out from, and whom it goes to.</summary>
    /// <exception cref="ProblemException">The source is no number of the customer's, a destination is none at all, or there is no account.</exception>
    public static async Task<(Account Account, Address From, List<Address> To)> ResolveAsync(Sql sql, Guid customerId, string source, IReadOnlyList<Address> destinations)
    {
        var from = PhoneNumber.TryNormalize(source, out var known) ? known : source;
        var number = await NumberQueries.FindByNumberAsync(sql, customerId, from)
            ?? throw Problem.Invalid("source.target", "is no number of this customer.").AsException();
        var account = await AccountBook.OfNumberAsync(sql, customerId, number.AccountId);
        return (account, new Address("tel", number.Digits), [.. destinations.Select((destination, index) => new Address("tel", Peer(destination, index), destination.TargetName))]);
    }

    private static string Peer(Address destination, int index) => PhoneNumber.TryNormalize(destination.Target, out var number) && !PhoneNumber.IsName(number) ? number
        : throw Problem.Invalid($"destinations[{index}].target", "must be a phone number in E.164 form as in +15550100001, or a short code.").AsException();
}
