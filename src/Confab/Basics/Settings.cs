using System.Globalization;
using System.Net;

namespace Confab.Basics;

/// <summary>All settings, read and checked once at start. Their meanings stand in <c>confab.defaults.json</c>.</summary>
internal sealed record Settings
{
    public required string Data { get; init; }

    /// <summary><c>sqlite</c>, or a PostgreSQL connection string.</summary>
    public required string Database { get; init; }

    /// <summary>The same past a pooler, for what needs a session of its own.</summary>
    public required string DatabaseDirect { get; init; }

    public bool IsPostgres => Database != Sqlite;

    /// <summary>The value of <see cref="Database"/> that means SQLite.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>What providers and browsers call us, without a slash at the end; where it is not set, known once the server listens.</summary>
    public required string PublicUrl { get; set; }

    public required string AdminUsername { get; init; }

    public required string AdminPassword { get; init; }

    /// <summary>How long requests are still served after the word to stop.</summary>
    public required TimeSpan Drain { get; init; }

    public required bool AllowPrivateNetworks { get; init; }

    public required IReadOnlyList<TimeSpan> RetryWaits { get; init; }

    public required TimeSpan WebhookTimeout { get; init; }

    public required TimeSpan GiveUpSending { get; init; }

    public required TimeSpan KeepEvents { get; init; }

    public required TimeSpan KeepDeliveries { get; init; }

    public required TimeSpan KeepReceived { get; init; }

    public required TimeSpan KeepKeys { get; init; }

    public required string LineApi { get; init; }

    public required string LineData { get; init; }

    public required string TwilioApi { get; init; }

    public required string TelnyxApi { get; init; }

    /// <summary>How often providers are asked for what their hooks may have lost; zero for never.</summary>
    public required TimeSpan PollEvery { get; init; }

    public required string MailgunApi { get; init; }

    public required string MailgunEuApi { get; init; }

    public required string WhatsAppApi { get; init; }

    public required int BodyBytes { get; init; }

    public required int HookBytes { get; init; }

    /// <summary>The most bytes of a media.</summary>
    public required int MediaBytes { get; init; }

    /// <summary>How long after a media was told of its bytes are still asked for.</summary>
    public required TimeSpan GiveUpFetching { get; init; }

    public required RateLimits RateLimits { get; init; }

    public required IReadOnlyList<IPAddress> TrustedProxies { get; init; }

    public required string KeysCertificate { get; init; }

    public required string KeysCertificatePassword { get; init; }

    /// <summary>Reads every setting; throws one exception with all faults.</summary>
    public static Settings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        read.Listening("Urls");
        var settings = new Settings
        {
            Data = read.Required("Confab:Data"),
            Database = read.Connection("Confab:Database"),
            DatabaseDirect = read.Text("Confab:DatabaseDirect").Length > 0 ? read.Connection("Confab:DatabaseDirect") : read.Text("Confab:Database"),
            PublicUrl = read.Text("Confab:PublicUrl") is { Length: > 0 } ? read.Url("Confab:PublicUrl") : "",
            Drain = TimeSpan.FromSeconds(read.Number("Confab:DrainSeconds", 0, 600)),
            AdminUsername = read.Required("Confab:Admin:Username"),
            AdminPassword = read.Password("Confab:Admin:Password"),
            AllowPrivateNetworks = read.Flag("Confab:Webhooks:AllowPrivateNetworks"),
            RetryWaits = read.Seconds("Confab:Webhooks:RetrySeconds"),
            WebhookTimeout = TimeSpan.FromSeconds(read.Number("Confab:Webhooks:TimeoutSeconds", 1, 120)),
            GiveUpSending = TimeSpan.FromHours(read.Number("Confab:Sending:GiveUpHours", 0, 23)),
            KeepEvents = TimeSpan.FromDays(read.Number("Confab:Keep:EventDays", 1, 36_500)),
            KeepDeliveries = TimeSpan.FromDays(read.Number("Confab:Keep:DeliveryDays", 1, 36_500)),
            KeepReceived = TimeSpan.FromDays(read.Number("Confab:Keep:ReceivedDays", 2, 36_500)),
            KeepKeys = TimeSpan.FromDays(read.Number("Confab:Keep:ExpiredKeyDays", 0, 36_500)),
            LineApi = read.Url("Confab:Line:ApiUrl"),
            LineData = read.Url("Confab:Line:DataUrl"),
            TwilioApi = read.Url("Confab:Twilio:ApiUrl"),
            TelnyxApi = read.Url("Confab:Telnyx:ApiUrl"),
            PollEvery = TimeSpan.FromSeconds(read.Number("Confab:Polling:Seconds", 0, 86_400)),
            MailgunApi = read.Url("Confab:Mailgun:ApiUrl"),
            MailgunEuApi = read.Url("Confab:Mailgun:EuApiUrl"),
            WhatsAppApi = read.Url("Confab:WhatsApp:ApiUrl"),
            BodyBytes = read.Number("Confab:Limits:BodyBytes", 1024, 64 << 20),
            HookBytes = read.Number("Confab:Limits:HookBytes", 1024, 64 << 20),
            MediaBytes = read.Number("Confab:Limits:MediaBytes", 1024, 2_000_000_000),
            GiveUpFetching = TimeSpan.FromHours(read.Number("Confab:Medias:GiveUpHours", 0, 720)),
            RateLimits = new RateLimits(
                read.Flag("Confab:RateLimit:Enabled"),
                read.Number("Confab:RateLimit:AuthPerSecond", 1, 1_000_000), read.Number("Confab:RateLimit:AuthBurst", 1, 1_000_000),
                read.Number("Confab:RateLimit:AddressPerSecond", 1, 1_000_000), read.Number("Confab:RateLimit:AddressBurst", 1, 1_000_000),
                read.Number("Confab:RateLimit:CustomerPerSecond", 1, 1_000_000), read.Number("Confab:RateLimit:CustomerBurst", 1, 1_000_000),
                read.Number("Confab:RateLimit:VisitorPerSecond", 1, 1_000_000), read.Number("Confab:RateLimit:VisitorBurst", 1, 1_000_000),
                read.Number("Confab:RateLimit:WidgetPerSecond", 1, 1_000_000), read.Number("Confab:RateLimit:WidgetBurst", 1, 1_000_000),
                read.Number("Confab:RateLimit:LoginFailures", 1, 1_000_000)),
            TrustedProxies = read.Addresses("Confab:TrustedProxies"),
            KeysCertificate = read.File("Confab:Keys:Certificate"),
            KeysCertificatePassword = read.Text("Confab:Keys:CertificatePassword")
        };
        read.Url("Confab:Telnyx:ApiUrl");
        read.ThrowIfFaulty();
        return settings;
    }
}

/// <summary>How many requests are let through. Rates are per second, bursts are how many may come at once.</summary>
internal sealed record RateLimits(bool Enabled, int AuthPerSecond, int AuthBurst, int AddressPerSecond, int AddressBurst,
    int CustomerPerSecond, int CustomerBurst, int VisitorPerSecond, int VisitorBurst, int WidgetPerSecond, int WidgetBurst, int LoginFailures);

/// <summary>Faults in settings, all of them, each with its key, its value where it is no secret, and what is allowed.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults));

/// <summary>Reads single settings and collects their faults.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> faults = [];

    public string Text(string key) => configuration[key] ?? "";

    public string Required(string key) => Text(key) is { Length: > 0 } text ? text : Fault(key, "any text that is not empty", "");

    public bool Flag(string key) => Text(key).ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        _ => Fault(key, "true or false", false)
    };

    public int Number(string key, int min, int max) =>
        int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : Fault(key, $"a whole number from {min} to {max}", min);

    public string Url(string key) =>
        Uri.TryCreate(Text(key), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 ? Text(key).TrimEnd('/')
            : Fault(key, "an address that begins with http:// or https://", "");

    /// <summary>Addresses to listen on, separated by semicolons. TLS ends in front of the server.</summary>
    public void Listening(string key)
    {
        var urls = Text(key).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0 || !Array.TrueForAll(urls, IsListening))
            Fault(key, "addresses such as http://127.0.0.1:8080 or http://*:8080, separated by semicolons: http, an IP address, localhost or * for every address of the machine, "
                + "a port up to 65535, no path; TLS is for a proxy in front", "");
    }

    /// <summary>A password as long as all others must be; empty for none.</summary>
    public string Password(string key) => Text(key).Length is 0 or >= Secrets.MinPassword ? Text(key)
        : Fault(key, $"at least {Secrets.MinPassword} characters long, or empty", "");

    /// <summary>A file that is there; empty for none.</summary>
    public string File(string key) => Text(key) is not { Length: > 0 } path || System.IO.File.Exists(path) ? Text(key) : Fault(key, "a file that is there", "");

    /// <summary><c>sqlite</c>, or a connection string that names a host.</summary>
    public string Connection(string key) => Text(key) == Settings.Sqlite || PostgresAddress.TryParse(Text(key)) is not null ? Text(key)
        : Fault(key, "sqlite, or a PostgreSQL connection string as in Host=…;Database=…", Settings.Sqlite);

    public IReadOnlyList<TimeSpan> Seconds(string key)
    {
        var parts = Text(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var waits = parts.Select(part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 604_800
            ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null).ToList();
        return waits.TrueForAll(wait => wait is not null) ? [.. waits.Select(wait => wait!.Value)]
            : Fault(key, "numbers of seconds, separated by commas, each at most 604800", Array.Empty<TimeSpan>());
    }

    public IReadOnlyList<IPAddress> Addresses(string key)
    {
        var parts = Text(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var addresses = parts.Select(part => IPAddress.TryParse(part, out var address) ? address : null).ToList();
        return addresses.TrueForAll(address => address is not null) ? [.. addresses.Select(address => address!)]
            : Fault(key, "addresses such as 10.0.0.1 or ::1, separated by commas", Array.Empty<IPAddress>());
    }

    public void ThrowIfFaulty()
    {
        if (faults.Count > 0)
            throw new SettingsException(faults);
    }

    /// <summary>Any other name would be listened to on every address of the machine.</summary>
    private static bool IsListening(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http", PathBase: "" or "/", Port: <= IPEndPoint.MaxPort } address
                && (address.Host.ToLowerInvariant() is "localhost" or "*" or "+" || IPAddress.TryParse(address.Host, out _));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private T Fault<T>(string key, string allowed, T value)
    {
        var shown = key.Contains("Password", StringComparison.Ordinal) || key.Contains("Database", StringComparison.Ordinal) ? "(not shown)" : $"\"{Text(key)}\"";
        faults.Add($"{key} = {shown}: must be {allowed}.");
        return value;
    }
}
