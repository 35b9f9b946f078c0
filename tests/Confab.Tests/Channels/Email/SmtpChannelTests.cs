using Confab.Channels;
using Confab.Channels.Email.Smtp;

namespace Confab.Tests.Channels.Email;

/// <summary>Sending by SMTP, against a server over real TCP that is as strict as any.</summary>
public sealed class SmtpChannelTests
{
    private static SmtpChannel Channel => new(new SmtpTransport(true), TimeProvider.System);

    private static ChannelAccount Account { get; } = Of(new() { ["provider"] = "smtp", ["host"] = "smtp.example.com", ["username"] = "u", ["from"] = "desk@shop.example" });

    [Fact]
    public void Its_hook_takes_nothing_for_a_mail_server_calls_nobody() =>
        Channel.Receive(new HookRequest("POST", "", new Dictionary<string, string>(), Array.Empty<byte>()), Account).ShouldBeOfType<Received.Rejected>();

    [Theory]
    [InlineData(SmtpSettings.StartTls, "PLAIN LOGIN")]
    [InlineData(SmtpSettings.StartTls, "LOGIN")]
    [InlineData(SmtpSettings.Tls, "LOGIN PLAIN")]
    public async Task A_mail_is_handed_over_with_all_that_a_mail_has(string security, string mechanisms)
    {
        await using var server = FakeMailServer.Start(security);
        server.Extensions = ["SIZE 1000000", $"AUTH {mechanisms}"];
        var message = Message("Grüße\n.\n..und mehr") with { Thread = new MessageThread("Re: Käse", "b@example.com", ["a@example.com", "b@example.com", "not an id"]), IsAutomatic = true };
        (await SendAsync(server, message)).ShouldBe(new SendResult.Sent($"{message.Id:N}@shop.example"));
        var mail = server.Mails.ShouldHaveSingleItem();
        mail.Fault.ShouldBeNull();
        (mail.From, mail.To, mail.Secure, mail.Text).ShouldBe(("desk@shop.example", "ann@example.com", true, "Grüße\n.\n..und mehr"));
        (mail.Headers["From"], mail.Headers["To"], mail.Headers["Subject"]).ShouldBe(("\"The Shop\" <desk@shop.example>", "\"Ann\" <ann@example.com>", "Re: Käse"));
        (mail.Headers["Message-ID"], mail.Headers["In-Reply-To"], mail.Headers["References"], mail.Headers["Auto-Submitted"])
            .ShouldBe(($"<{message.Id:N}@shop.example>", "<b@example.com>", "<a@example.com> <b@example.com>", "auto-replied"));
        server.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_kept_here_and_small_goes_along_and_a_name_breaks_out_of_no_header()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        var bytes = new byte[3000];
        Random.Shared.NextBytes(bytes);
        var media = new OutboundMedia(Guid.NewGuid(), "image", "K\u00e4se\"\r\nBcc: eve@example.com.png", "image/png", bytes.Length, "https://x/1", default) { Open = _ => Task.FromResult<Stream>(new MemoryStream(bytes)) };
        ((IChannel)Channel).Fit(media).ShouldBe(MediaFit.Native);
        ((IChannel)Channel).Fit(media with { Id = Guid.Empty }).Way.ShouldBe(MediaWay.Link);
        ((IChannel)Channel).Fit(media with { Size = 6_000_000 }).Way.ShouldBe(MediaWay.Link);
        var message = Message("See the picture.") with { Medias = [media] };
        (await SendAsync(server, message)).ShouldBeOfType<SendResult.Sent>();
        var mail = server.Mails.ShouldHaveSingleItem();
        mail.Headers["Content-Type"].ShouldBe($"multipart/mixed; boundary=\"=_{message.Id:N}\"");
        var parts = mail.Text.Split($"--=_{message.Id:N}");
        (parts.Length, parts[3]).ShouldBe((4, "--"));
        parts[1].ShouldEndWith("\n\nSee the picture.\n");
        parts[2].ShouldContain("filename*=UTF-8''K%C3%A4seBcc%3A%20eve%40example.com.png\n\n");
        Convert.FromBase64String(parts[2][(parts[2].IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).ShouldBe(bytes);
        server.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_text_arrives_as_it_was_written()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        foreach (var text in (string[])[".", "..\n.", "a\n.\nb", "line\n\n", new string('x', 5000), "\tTab", "QUIT\n.\nMAIL FROM:<eve@example.com>", "日本語\n.\n"])
        {
            (await SendAsync(server, Message(text))).ShouldBeOfType<SendResult.Sent>();
            server.Mails[^1].Text.ShouldBe(text);
        }
        server.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GREETING", "421 4.3.2 closing", "4.3.2")]
    [InlineData("EHLO", "451 later", "451")]
    [InlineData("STARTTLS", "454 4.7.0 no TLS now", "4.7.0")]
    [InlineData("AUTH", "454 4.7.0 later", "4.7.0")]
    [InlineData("AUTH", "535 5.7.8 wrong name or password", "5.7.8")]
    [InlineData("AUTH", "534 5.7.9 too weak", "5.7.9")]
    [InlineData("MAIL", "530 5.7.0 log in first", "5.7.0")]
    [InlineData("MAIL", "451 4.3.0 later", "4.3.0")]
    [InlineData("RCPT", "450 4.2.0 greylisted", "4.2.0")]
    [InlineData("DATA", "452 4.3.1 no room", "4.3.1")]
    [InlineData("DOT", "451 4.3.0 later", "4.3.0")]
    public async Task What_is_refused_for_now_is_tried_later(string stage, string reply, string code)
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == stage ? reply : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("GREETING", "554 5.3.2 go away", "5.3.2", "go away")]
    [InlineData("EHLO", "550 not you", "550", "not you")]
    [InlineData("AUTH", "504 5.5.4 not that way", "5.5.4", "not that way")]
    [InlineData("MAIL", "550 5.7.1 not from you", "5.7.1", "not from you")]
    [InlineData("RCPT", "550-5.1.1 no such\r\n550 5.1.1 mailbox", "5.1.1", "no such mailbox")]
    [InlineData("DATA", "554 5.5.1 no", "5.5.1", "no")]
    [InlineData("DOT", "554 5.7.1 spam", "5.7.1", "spam")]
    public async Task What_is_refused_for_good_is_refused_in_the_servers_words(string stage, string reply, string code, string reason)
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == stage ? reply : null;
        (await SendAsync(server, Message("x"))).ShouldBe(new SendResult.Refused(code, reason));
    }

    [Theory]
    [InlineData("GREETING")]
    [InlineData("EHLO")]
    [InlineData("STARTTLS")]
    [InlineData("AUTH")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_line_that_is_cut_before_the_final_dot_is_tried_again(string stage)
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == stage ? "" : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("no_answer");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello?")]
    [InlineData("25")]
    [InlineData("354 go on")]
    public async Task A_line_that_is_cut_after_the_final_dot_leaves_the_outcome_unknown(string reply)
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == "DOT" ? reply : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.Unknown>();
    }

    [Theory]
    [InlineData("EHLO", "250")]
    [InlineData("MAIL", "250-a\r\n251 b")]
    [InlineData("RCPT", "HTTP/1.1 200 OK")]
    [InlineData("DATA", "250 2.0.0 what?")]
    public async Task What_no_mail_server_says_is_not_believed(string stage, string reply)
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == stage ? reply : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.RetryLater>();
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_without_an_end_is_given_up()
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == "EHLO" ? string.Concat(Enumerable.Repeat("250-more\r\n", 500)) : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("no_answer");
        server.Script = at => at == "GREETING" ? new string('2', 10_000) : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("no_answer");
    }

    [Theory]
    [InlineData(SmtpSettings.StartTls)]
    [InlineData(SmtpSettings.Tls)]
    public async Task A_certificate_that_nobody_vouches_for_gets_neither_password_nor_mail(string security)
    {
        await using var server = FakeMailServer.Start(security);
        await using var other = FakeMailServer.Start(security);
        foreach (var transport in (SmtpTransport[])[new(true), other.Transport])
            (await SendAsync(server, Message("x"), transport)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("tls_failed");
        server.Mails.ShouldBeEmpty();
        (await SendAsync(server, Message("x"), host: "127.0.0.1")).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("tls_failed", "the certificate is for another name");
    }

    [Fact]
    public async Task Without_starttls_nothing_is_said_in_the_open()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        var data = server.ProviderData;
        data["security"] = SmtpSettings.StartTls;
        (await new SmtpChannel(server.Transport, TimeProvider.System).SendAsync(Message("x"), Of(data), default)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("starttls_missing");
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_slipped_in_before_tls_cuts_the_line()
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == "STARTTLS" ? "220 go on\r\n250 and I said more" : null;
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.RetryLater>();
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Addresses_beyond_ascii_need_a_server_that_takes_them()
    {
        await using var server = FakeMailServer.Start();
        var message = Message("x") with { To = new Address("email", "änn@example.com") };
        (await SendAsync(server, message)).ShouldBeOfType<SendResult.Refused>().Code.ShouldBe("5.6.7");
        server.Extensions = [.. server.Extensions, "SMTPUTF8"];
        (await SendAsync(server, message)).ShouldBeOfType<SendResult.Sent>();
        server.Mails.ShouldHaveSingleItem().To.ShouldBe("änn@example.com");
    }

    [Fact]
    public async Task A_server_that_offers_no_way_to_log_in_is_not_sent_through()
    {
        await using var server = FakeMailServer.Start();
        server.Extensions = ["AUTH GSSAPI"];
        (await SendAsync(server, Message("x"))).ShouldBeOfType<SendResult.Refused>().Code.ShouldBe("auth_missing");
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_before_anybody_is_called()
    {
        await using var server = FakeMailServer.Start();
        (await SendAsync(server, Message("x") with { To = new Address("email", "ann@example.com>\r\nRCPT TO:<eve@example.com") })).ShouldBeOfType<SendResult.Refused>().Code.ShouldBe("invalid_recipient");
        (await SendAsync(server, Message("x") with { From = new Address("email", "nobody") })).ShouldBeOfType<SendResult.Refused>().Code.ShouldBe("invalid_sender");
        server.Sessions.ShouldBe(0);
    }

    [Fact]
    public async Task Private_networks_are_not_called_unless_the_operator_allows_it()
    {
        await using var server = FakeMailServer.Start();
        (await SendAsync(server, Message("x"), new SmtpTransport(false, [server.Certificate]))).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("not_allowed");
        server.Sessions.ShouldBe(0);
        var guarded = new SmtpChannel(new SmtpTransport(false), TimeProvider.System);
        foreach (var host in (string[])["localhost", "127.0.0.1", "10.0.0.1", "::1", "169.254.169.254"])
            guarded.Check(Of(new() { ["host"] = host, ["username"] = "u", ["from"] = "desk@shop.example" })).ShouldHaveSingleItem().Field.ShouldBe("provider_data.host");
        guarded.Check(Of(new() { ["host"] = "smtp.example.com", ["username"] = "u", ["security"] = "none", ["from"] = "desk@shop.example" })).ShouldHaveSingleItem().Field.ShouldBe("provider_data.security");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_later() =>
        (await Channel.SendAsync(Message("x"), Of(new() { ["host"] = "127.0.0.1", ["port"] = "9", ["from"] = "desk@shop.example" }), default)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("not_reached");

    [Fact]
    public void All_faults_of_an_account_are_told_at_once()
    {
        Channel.Check(Of(new() { ["host"] = "not a host", ["port"] = "70000", ["security"] = "some", ["from"] = "nobody", ["from_name"] = "a\nb" })).Select(fault => fault.Field)
            .ShouldBe(["provider_data.host", "provider_data.port", "provider_data.security", "provider_data.username", "provider_data.from", "provider_data.from_name"]);
        Channel.Check(Of(new() { ["host"] = string.Join('.', Enumerable.Repeat("long-label", 30)), ["username"] = "u", ["from"] = "desk@shop.example" })).ShouldHaveSingleItem().Field.ShouldBe("provider_data.host");
        Channel.Check(Account with { Token = "" }).ShouldHaveSingleItem().Field.ShouldBe("token");
        Channel.Check(Account).ShouldBeEmpty();
    }

    private static ChannelAccount Of(Dictionary<string, string> data) => new(Guid.NewGuid(), "email", "", FakeMailServer.Password, data, "");

    private static OutboundMessage Message(string text) => new(Guid.NewGuid(), "ann@example.com", new Address("email", "desk@shop.example"), new Address("email", "ann@example.com", "Ann"), text) { Thread = new MessageThread("Hello", "", []) };

    private static Task<SendResult> SendAsync(FakeMailServer server, OutboundMessage message, SmtpTransport? transport = null, string? host = null)
    {
        var data = server.ProviderData;
        data["host"] = host ?? data["host"];
        return new SmtpChannel(transport ?? server.Transport, TimeProvider.System).SendAsync(message, Of(data), default);
    }
}
