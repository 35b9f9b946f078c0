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
        var (account, self, peers, line) = await CheckAsync(unit, customerId, source, destinations, subject, content);
        var channel = channels.Of(accounts.Open(account));
        var targets = new List<EmailTarget>();
        foreach (var (peer, conversation) in await opening.OpenAllAsync(unit, account, channel, self, peers))
        {
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

    /// <summary>The account and the address that a mail goes out from, whom it goes to, and its subject on one line.</summary>
    /// <exception cref="ProblemException">It can be known beforehand that it cannot be sent.</exception>
    public async Task<(Account Account, Address From, List<Address> To, string Subject)> CheckAsync(Sql sql, Guid customerId, string source, IReadOnlyList<Address> destinations, string subject, string content)
    {
        if (content.Length is 0 or > MessageSending.MaxText)
            throw Problem.Invalid("content", $"must have 1 to {MessageSending.MaxText} characters.").AsException();
        var account = await AccountAsync(sql, customerId, source);
        var self = new Address(AccountBook.Email, accounts.AddressOf(account), accounts.Open(account).Data(EmailChannel.FromName));
        return (account, self, [.. destinations.Select((destination, index) => new Address(AccountBook.Email, Peer(destination, index), destination.TargetName))],
            MailSubject.OneLine(subject.Length <= MaxSubject ? subject : ProviderText.Clean(subject[..MaxSubject])));
    }

    private async Task<Account> AccountAsync(Sql sql, Guid customerId, string source)
    {
        if (source.Length > 0)
            return await accounts.FindByAddressAsync(sql, customerId, source) ?? throw Problem.Invalid("source.target", "is the address of no e-mail account of this customer.").AsException();
        var all = await AccountBook.ListByTypeAsync(sql, customerId, AccountBook.Email);
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
