using Confab.Channels.Email.Mailgun;
using Confab.Channels.Email.Smtp;
using Confab.Channels.Line;
using Confab.Channels.Sms.Sandbox;
using Confab.Channels.Sms.Telnyx;
using Confab.Channels.Sms.Twilio;
using Confab.Channels.Webchat;
using Confab.Channels.WhatsApp;

namespace Confab.Channels;

/// <summary>Every channel there is. A further channel is one folder and one line here.</summary>
public sealed class ChannelList(ChannelSettings settings, ProviderHttp http, ISandboxCarrier carrier, SmtpTransport smtp, IWebchatDesk desk, TimeProvider clock)
{
    private readonly Dictionary<string, IChannel> channels = new IChannel[]
    {
        new LineChannel(settings, http),
        new TwilioChannel(settings, http),
        new TelnyxChannel(settings, http, clock),
        new SandboxChannel(carrier),
        new SmtpChannel(smtp, clock),
        new MailgunChannel(settings, http, clock),
        new WhatsAppChannel(settings, http, clock),
        new WebchatChannel(desk)
    }.ToDictionary(channel => channel.Name);

    /// <summary>The channel of an account, or null when there is none of that name.</summary>
    /// <param name="type">The account's type.</param>
    /// <param name="provider">The account's <c>provider_data.provider</c>, empty where the type has one provider only.</param>
    public IChannel? Find(string type, string provider) =>
        channels.GetValueOrDefault(provider.Length == 0 ? type : $"{type}/{provider}");

    /// <summary>The channel of an account.</summary>
    public IChannel Of(ChannelAccount account) =>
        Find(account.Type, account.Data("provider")) ?? throw new InvalidOperationException($"no channel for account {account.Id}");

    /// <summary>The type of the accounts that conversations of a type go through, as in <c>sms</c> for <c>message</c>.</summary>
    public string TypeOf(string conversationType) => channels.Values.First(channel => channel.ConversationType == conversationType).Name.Split('/')[0];

    /// <summary>Every type of account, also those that come with a resource of their own.</summary>
    public IEnumerable<string> AllTypes => channels.Keys.Select(name => name.Split('/')[0]).Distinct();

    /// <summary>The channels that an account can be made of.</summary>
    public IEnumerable<IChannel> OfAccounts => channels.Values.Where(channel => channel is not IOwnResource);

    /// <summary>The types that an account can be made of.</summary>
    public IEnumerable<string> Types => OfAccounts.Select(channel => channel.Name.Split('/')[0]).Distinct();

    /// <summary>The types that conversations have.</summary>
    public IReadOnlyCollection<string> ConversationTypes => [.. channels.Values.Select(channel => channel.ConversationType).Distinct()];

    /// <summary>The providers of an account type; empty where it has just one, unnamed.</summary>
    public IEnumerable<string> Providers(string type) =>
        channels.Keys.Where(name => name.StartsWith(type + "/", StringComparison.Ordinal)).Select(name => name[(type.Length + 1)..]);
}
