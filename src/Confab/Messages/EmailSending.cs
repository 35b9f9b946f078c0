using Confab.Accounts;
using Confab.Channels;
using Confab.Channels.Email;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Sends mail by address: each destination gets a mail of its own, which appears in the conversation with that peer.</summary>
internal sealed class EmailSending(AccountBook accounts, ChannelList channels, ConversationOpening opening, MessageSending sending)
{
    /// <summary>The most destinations of one e-mail.</summary>
    public const int MaxDestinations = 100;

    /// <summary>The longest subject.</summary>
    public const int MaxSubject = 500;

    /// <summary>Accepts a mail to one or more peers.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="customerId">Whose it is.</param>
    /// <param name="source">The address of one of the customer's e-mail accounts; empty for the only one.</param>
    /// <param name="destinations">The peers.</param>
    /// <param name="subject">Its subject; line ends in it count as spaces, and what is too long is cut.</param>
    /// <param name="content">Its text.</param>
    /// <param name="sender">Who sends it.</param>
    /// <exception cref="ProblemException">There is no such account, or nothing can be sent.</exception>
    public async Task<Email> SendAsync(Unit unit, Guid customerId, string source, IReadOnlyList<Address> destinations, string subject, string content, SenderJson sender)
    {
        if (content.Length is 0 or > MessageSending.MaxText)
            throw Problem.Invalid("content", $"must have 1 to {MessageSending.MaxText} characters.").AsException();
        var line = MailSubject.OneLine(subject.Length <= MaxSubject ? subject : ProviderText.Clean(subject[..MaxSubject]));
        var account = await AccountAsync(unit, customerId, source);
        var opened = accounts.Open(account);
        var channel = channels.Of(opened);
        var self = new Address(AccountBook.Email, accounts.AddressOf(account), opened.Data(EmailChannel.FromName));
        var peers = destinations.Select((destination, index) => new Address(AccountBook.Email, Peer(destination, index), destination.TargetName)).ToList();
        var targets = new List<EmailTarget>();
        foreach (var peer in peers)
        {
            var conversation = await opening.OpenAsync(unit, account, channel, peer.Target, self, peer);
            var (_, message) = await sending.QueueAsync(unit, customerId, conversation.Id, content, sender, line)
                ?? throw new InvalidOperationException("a conversation that was opened is gone");
            targets.Add(new EmailTarget { MessageId = message.Id, Destination = Wire.Text(peer, MessagesJson.Wire.Address), TmUpdate = message.TmUpdate });
        }
        var email = new Email
        {
            Id = Ids.New(unit.Now), CustomerId = customerId, Source = Wire.Text(self, MessagesJson.Wire.Address), Subject = line, Content = content,
            TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never, Targets = targets
        };
        EmailQueries.Add(unit, email);
        return email;
    }

    private async Task<Account> AccountAsync(Unit unit, Guid customerId, string source)
    {
        if (source.Length > 0)
            return await accounts.FindByAddressAsync(unit, customerId, source) ?? throw Problem.Invalid("source.target", "is the address of no e-mail account of this customer.").AsException();
        var all = await AccountBook.ListByTypeAsync(unit, customerId, AccountBook.Email);
        return all.Count switch
        {
            0 => throw AccountBook.NoAccount("There is no e-mail account."),
            1 => all[0],
            _ => throw Problem.Invalid("source.target", "must name the address of one of the e-mail accounts, as there are several.").AsException()
        };
    }

    private static string Peer(Address destination, int index) => Mailbox.TryNormalize(destination.Target, out var address) ? address
        : throw Problem.Invalid($"destinations[{index}].target", Mailbox.Expected).AsException();
}
