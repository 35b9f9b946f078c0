using System.Globalization;

namespace Confab.Channels.Email.Smtp;

/// <summary>Which mail server an account sends through, and how.</summary>
/// <param name="Host">Its name, which its certificate must bear.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security"><c>starttls</c>, <c>tls</c> or <c>none</c>.</param>
/// <param name="Username">Whom to log in as; empty for nobody.</param>
/// <param name="Password">The password.</param>
internal sealed record SmtpSettings(string Host, int Port, string Security, string Username, string Password)
{
    /// <summary>Plain text first, TLS before anything else is said: submission (RFC 6409), port 587.</summary>
    public const string StartTls = "starttls";

    /// <summary>TLS from the first byte (RFC 8314), port 465.</summary>
    public const string Tls = "tls";

    /// <summary>No TLS, port 25: for servers in a private network only.</summary>
    public const string None = "none";

    /// <summary>No name that DNS knows is longer.</summary>
    private const int MaxHost = 253;

    /// <summary>The settings, as an account describes them.</summary>
    public static readonly AccountField[] Fields =
    [
        AccountField.Text("host", "Mail server", "As in smtp.example.com; its certificate must bear this name.", required: true),
        AccountField.Choice("security", "Security", $"{StartTls} when empty. {None} in private networks only.", StartTls, Tls, None),
        AccountField.Number("port", "Port", "587 for starttls, 465 for tls and 25 for none when empty."),
        AccountField.Text("username", "Username", "Empty where the server asks for none."),
        AccountField.OfToken("Password", "Of the username; both or none.", required: false)
    ];

    /// <summary>The settings of an account without faults.</summary>
    public static SmtpSettings Of(ChannelAccount account)
    {
        var security = account.Data("security") is { Length: > 0 } given ? given : StartTls;
        return new SmtpSettings(account.Data("host"), int.TryParse(account.Data("port"), CultureInfo.InvariantCulture, out var port) ? port : DefaultPort(security),
            security, account.Data("username"), account.Token);
    }

    /// <summary>The faults of an account's settings.</summary>
    /// <param name="account">The account.</param>
    /// <param name="allowPrivate">Whether private networks may be called.</param>
    public static IEnumerable<Fault> Check(ChannelAccount account, bool allowPrivate)
    {
        var host = account.Data("host");
        if (host.Length > MaxHost || Uri.CheckHostName(host) == UriHostNameType.Unknown)
            yield return new Fault("provider_data.host", "must be the name of a mail server, as in smtp.example.com.");
        else if (!allowPrivate && PrivateNetworks.Names(host))
            yield return new Fault("provider_data.host", "leads to a private network; an operator can allow that with the setting Confab:Webhooks:AllowPrivateNetworks.");
        if (account.Data("port") is { Length: > 0 } port && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535))
            yield return new Fault("provider_data.port", "must be a whole number from 1 to 65535.");
        if (account.Data("security") is not ("" or StartTls or Tls or None))
            yield return new Fault("provider_data.security", $"must be {StartTls}, {Tls} or {None}.");
        if (account.Data("security") == None && !allowPrivate)
            yield return new Fault("provider_data.security", "may be none in private networks only; an operator can allow these with the setting Confab:Webhooks:AllowPrivateNetworks.");
        if (account.Data("username").Length > 0 && account.Token.Length == 0)
            yield return new Fault("token", "must be the password of provider_data.username.");
        if (account.Data("username").Length == 0 && account.Token.Length > 0)
            yield return new Fault("provider_data.username", "must be given with a password.");
    }

    private static int DefaultPort(string security) => security switch
    {
        Tls => 465,
        None => 25,
        _ => 587
    };
}
