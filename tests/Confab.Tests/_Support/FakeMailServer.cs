using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Confab.Channels.Email.Smtp;
using Confab.Demo;

namespace Confab.Tests;

/// <summary>
/// Plays a mail server over real TCP, as strictly as the strictest: wrong order, bare line feeds, long lines, mails without what a mail must
/// have are refused, and nobody logs in without TLS.
/// </summary>
internal sealed partial class FakeMailServer : IAsyncDisposable
{
    public const string Username = "desk@shop.example";
    public const string Password = "mail-password-0123456789";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<FakeMail> mails = new();
    private readonly ConcurrentQueue<string> faults = new();
    private readonly ConcurrentDictionary<TcpClient, bool> clients = new();
    private readonly Signal signal = new();
    private int sessions;
    private int mailLines;

    private FakeMailServer(string security) => Security = security;

    /// <summary>Answers in the server's place at a stage (a verb, <c>GREETING</c>, <c>PASSWORD</c> or <c>DOT</c>) when it gives a reply; an empty one cuts the line.</summary>
    public Func<string, string?>? Script { get; set; }

    public string Security { get; }

    /// <summary>What <c>EHLO</c> offers beside STARTTLS.</summary>
    public string[] Extensions { get; set; } = ["SIZE 1000000", "8BITMIME", "AUTH PLAIN LOGIN", "ENHANCEDSTATUSCODES"];

    public X509Certificate2 Certificate { get; } = MakeCertificate("localhost");

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Every mail that came up to the final dot, accepted or not.</summary>
    public IReadOnlyList<FakeMail> Mails => [.. mails];

    /// <summary>What it had to refuse for being wrong.</summary>
    public IReadOnlyList<string> Faults => [.. faults];

    public int Sessions => sessions;

    /// <summary>How many lines of mails have come, whole or not.</summary>
    public int Lines => mailLines;

    /// <summary>How it is reached by those who trust its certificate.</summary>
    public SmtpTransport Transport => new(true, [Certificate]);

    /// <summary>Settings of an account that sends through it.</summary>
    public Dictionary<string, string> ProviderData => new()
    {
        ["provider"] = "smtp", ["host"] = "localhost", ["port"] = Port.ToString(), ["security"] = Security, ["username"] = Username, ["from"] = "desk@shop.example", ["from_name"] = "The Shop"
    };

    public static FakeMailServer Start(string security = SmtpSettings.StartTls)
    {
        var server = new FakeMailServer(security);
        server.listener.Start();
        _ = server.AcceptAsync();
        return server;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        foreach (var client in clients.Keys)
            client.Dispose();
        Certificate.Dispose();
        return ValueTask.CompletedTask;
    }

    private static X509Certificate2 MakeCertificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = TalkAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        clients[client] = true;
        Interlocked.Increment(ref sessions);
        try
        {
            using var talk = new Talk(this, client);
            await talk.RunAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The other end went away, or does not trust us.
        }
        signal.Raise();
    }

    [GeneratedRegex(@"^<([^<>@\s]{1,64}@[^<>@\s]{1,250})>((?: [A-Z0-9]+(?:=\S+)?)*)$")]
    private static partial Regex Path();

    /// <summary>One connection.</summary>
    private sealed class Talk(FakeMailServer server, TcpClient client) : IDisposable
    {
        private Stream stream = client.GetStream();
        private bool secure;
        private bool greeted;
        private bool known;
        private string? from;
        private string? to;

        public async Task RunAsync()
        {
            if (server.Security == SmtpSettings.Tls)
                await SecureAsync();
            if (!await SayAsync("GREETING", "220 localhost ESMTP"))
                return;
            while (await ReadLineAsync(512) is { } line)
                if (!await ObeyAsync(line))
                    return;
        }

        public void Dispose()
        {
            stream.Dispose();
            client.Dispose();
            server.clients.TryRemove(client, out _);
        }

        private async Task<bool> ObeyAsync(string line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            var rest = line.Length > verb.Length ? line[(verb.Length + 1)..] : "";
            switch (verb)
            {
                case "EHLO" when Hello().IsMatch(rest):
                    (greeted, from, to) = (true, null, null);
                    string[] offered = [.. server.Security == SmtpSettings.StartTls && !secure ? ["STARTTLS"] : Array.Empty<string>(), .. server.Extensions];
                    return await SayAsync(verb, string.Concat(offered.Prepend("localhost").Select((text, index) => $"250{(index == offered.Length ? ' ' : '-')}{text}\r\n")).TrimEnd());
                case "STARTTLS" when server.Security == SmtpSettings.StartTls && !secure && greeted && rest.Length == 0:
                    if (!await SayAsync(verb, "220 2.0.0 go on"))
                        return false;
                    await SecureAsync();
                    greeted = false;
                    return true;
                case "AUTH" when greeted && !known && (secure || server.Security == SmtpSettings.None):
                    return await LogInAsync(rest);
                case "MAIL" when greeted && known && from is null && rest.StartsWith("FROM:", StringComparison.Ordinal) && Path().Match(rest[5..]) is { Success: true } path:
                    from = path.Groups[1].Value;
                    return await SayAsync(verb, "250 2.1.0 fine");
                case "RCPT" when from is not null && rest.StartsWith("TO:", StringComparison.Ordinal) && Path().Match(rest[3..]) is { Success: true } path:
                    to = path.Groups[1].Value;
                    return await SayAsync(verb, "250 2.1.5 fine");
                case "DATA" when to is not null && rest.Length == 0:
                    return await SayAsync(verb, "354 end with a dot") && (server.Script?.Invoke("DATA") is { Length: > 0 } || await TakeAsync());
                case "QUIT" when rest.Length == 0:
                    await SayAsync(verb, "221 2.0.0 bye");
                    return false;
                default:
                    return await RefuseAsync($"503 5.5.1 not now, or not so: {line}");
            }
        }

        private async Task<bool> LogInAsync(string mechanism)
        {
            string? name = null, password = null;
            if (mechanism.StartsWith("PLAIN ", StringComparison.Ordinal) && Decode(mechanism[6..]).Split('\0') is { Length: 3 } parts)
                (name, password) = (parts[1], parts[2]);
            else if (mechanism == "LOGIN")
            {
                if (!await SayAsync("AUTH", "334 VXNlcm5hbWU6") || await ReadLineAsync(512) is not { } first || !await SayAsync("PASSWORD", "334 UGFzc3dvcmQ6") || await ReadLineAsync(512) is not { } second)
                    return false;
                (name, password) = (Decode(first), Decode(second));
            }
            known = name == Username && password == Password;
            return await SayAsync("AUTH", known ? "235 2.7.0 welcome" : "535 5.7.8 wrong name or password");
        }

        private async Task<bool> TakeAsync()
        {
            var lines = new List<string>();
            while (true)
            {
                if (await ReadLineAsync(1000) is not { } line)
                    return false;
                if (line == ".")
                    break;
                lines.Add(line.StartsWith('.') ? line[1..] : line);
                Interlocked.Increment(ref server.mailLines);
            }
            var mail = FakeMail.Read(from!, to!, secure, lines);
            server.mails.Enqueue(mail);
            server.signal.Raise();
            (from, to) = (null, null);
            if (mail.Fault is { } fault)
                return await RefuseAsync($"554 5.6.0 {fault}");
            return await SayAsync("DOT", "250 2.0.0 queued");
        }

        private async Task SecureAsync()
        {
            var tls = new SslStream(stream);
            stream = tls;
            await tls.AuthenticateAsServerAsync(server.Certificate);
            secure = true;
        }

        private Task<bool> RefuseAsync(string reply)
        {
            server.faults.Enqueue(reply);
            return WriteAsync(reply);
        }

        private Task<bool> SayAsync(string stage, string reply) => WriteAsync(server.Script?.Invoke(stage) ?? reply);

        private async Task<bool> WriteAsync(string reply)
        {
            if (reply.Length == 0)
                return false;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"));
            return true;
        }

        private async Task<string?> ReadLineAsync(int max)
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (line.Count <= max && await stream.ReadAsync(one) == 1)
            {
                if (one[0] == '\n')
                {
                    if (line is [.., (byte)'\r'])
                        return Encoding.UTF8.GetString([.. line], 0, line.Count - 1);
                    await RefuseAsync("500 5.5.2 a bare line feed");
                    return null;
                }
                line.Add(one[0]);
            }
            if (line.Count > max)
                await RefuseAsync("500 5.5.6 a line that is too long");
            return null;
        }

        private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
    }

    [GeneratedRegex(@"^(\[(\d+\.\d+\.\d+\.\d+|IPv6:[0-9a-f:.]+)\]|[a-z0-9.-]+)$")]
    private static partial Regex Hello();
}

/// <summary>A mail as it came, taken apart; with what is wrong with it.</summary>
internal sealed partial record FakeMail(string From, string To, bool Secure, Dictionary<string, string> Headers, string Text, string? Fault)
{
    private static readonly string[] Needed = ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

    public static FakeMail Read(string from, string to, bool secure, List<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? fault = null, last = null;
        var end = lines.IndexOf("");
        foreach (var line in lines.Take(Math.Max(end, 0)))
        {
            if (line[0] is ' ' or '\t' && last is not null && line.Trim().Length > 0)
                headers[last] += " " + line.Trim();
            else if (Field().Match(line) is { Success: true } field)
                fault ??= headers.TryAdd(last = field.Groups[1].Value, field.Groups[2].Value) ? null : $"{last} twice";
            else
                fault ??= $"no header: {line}";
            if (line.Any(character => character > '~') && Encoding.UTF8.GetByteCount(to + from) == (to + from).Length)
                fault ??= "a header beyond ASCII";
        }
        fault ??= end < 0 ? "no end of the header" : Needed.FirstOrDefault(name => !headers.ContainsKey(name)) is { } missing ? $"{missing} is missing" : null;
        fault ??= DateTimeOffset.TryParseExact(headers["Date"], "ddd, dd MMM yyyy HH:mm:ss zzz", null, default, out _) ? null : "no date";
        fault ??= Id().IsMatch(headers["Message-ID"]) ? null : "no Message-ID";
        var body = string.Join("\n", lines.Skip(end + 1));
        var encoding = headers.GetValueOrDefault("Content-Transfer-Encoding");
        if (encoding == "7bit" && body.Any(character => character > '~'))
            fault ??= "beyond ASCII in 7bit";
        return new FakeMail(from, to, secure, headers.ToDictionary(entry => entry.Key, entry => Decode(entry.Value), StringComparer.OrdinalIgnoreCase),
            encoding == "base64" ? Encoding.UTF8.GetString(Convert.FromBase64String(body)).ReplaceLineEndings("\n") : body, fault);
    }

    private static string Decode(string value) => Encoded().Replace(Between().Replace(value, "?==?"), match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value)));

    [GeneratedRegex(@"^([!-9;-~]+): ?(.*)$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^<[^<>\s@]+@[^<>\s@]+>$")]
    private static partial Regex Id();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex Between();

    [GeneratedRegex(@"=\?utf-8\?B\?([A-Za-z0-9+/=]{1,63})\?=")]
    private static partial Regex Encoded();
}
