using Confab.Channels.Email.Smtp;
using Confab.Demo;
using Confab.Tests;

namespace Confab.Faults.Fakes;

/// <summary>The providers of every channel that has one, each behind a door of its own. (The sandbox and web chat have none: they are the server itself.)</summary>
internal sealed class AllProviders : IAsyncDisposable
{
    private readonly FakeTelnyx telnyx;
    private readonly FakeWhatsApp whatsapp;
    private readonly FakeMailgun mailgun;
    private readonly FakeMailServer mail = FakeMailServer.Start(SmtpSettings.None);

    private AllProviders(FakeLine line, Carrier carrier, FakeTelnyx telnyx, FakeWhatsApp whatsapp, FakeMailgun mailgun)
    {
        (this.telnyx, this.whatsapp, this.mailgun) = (telnyx, whatsapp, mailgun);
        Each =
        [
            Of("line", true, line, () => line.Pushes.Select(push => push.Text)),
            Of("twilio", false, carrier, carrier.Texts),
            Of("telnyx", false, telnyx, () => telnyx.Tries.Where(sent => sent.Taken).Select(sent => sent.Text!)),
            Of("whatsapp", false, whatsapp, () => whatsapp.Taken.Select(sent => sent.Text)),
            Of("mailgun", false, mailgun, () => mailgun.Taken.Select(sent => sent["text"])),
            new Provider("smtp", false, mail.Port, fails => mail.Script = fails ? _ => "421 4.3.2 closing" : null, () => mail.Mails.Where(sent => sent.Fault is null).Select(sent => sent.Text))
        ];
    }

    /// <summary>Them all.</summary>
    public IReadOnlyList<Provider> Each { get; }

    /// <summary>What leads a server to them.</summary>
    public IEnumerable<string> Settings => Each.SkipLast(1).Zip((string[])["Line", "Twilio", "Telnyx", "WhatsApp", "Mailgun"], (provider, name) => $"--Confab:{name}:ApiUrl={provider.Door.Address}");

    /// <summary>The port of the mail server's door.</summary>
    public int SmtpPort => Each[^1].Door.Port;

    /// <summary>Starts those that are not there yet.</summary>
    public static async Task<AllProviders> StartedAsync(FakeLine line, Carrier carrier) =>
        new(line, carrier, await FakeTelnyx.StartedAsync(), await FakeWhatsApp.StartedAsync(), await FakeMailgun.StartedAsync());

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var provider in Each)
            provider.Dispose();
        foreach (var server in (IAsyncDisposable[])[telnyx, whatsapp, mailgun, mail])
            await server.DisposeAsync();
    }

    private static Provider Of(string channel, bool knowsKeys, LocalServer server, Func<IEnumerable<string>> taken) =>
        new(channel, knowsKeys, new Uri(server.Address).Port, fails => server.Intercept = fails ? Trouble.IsAway : null, taken);
}
