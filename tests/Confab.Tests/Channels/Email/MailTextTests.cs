using System.Text;
using Confab.Channels;
using Confab.Channels.Email;
using Confab.Channels.Email.Smtp;
using FsCheck;
using FsCheck.Fluent;

namespace Confab.Tests.Channels.Email;

/// <summary>Addresses, headers and texts of mails.</summary>
public sealed class MailTextTests
{
    [Theory]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData(" Ann.B+tag@EXAMPLE.Com ", "Ann.B+tag@example.com")]
    [InlineData("o'neil_{x}@a-b.example", "o'neil_{x}@a-b.example")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("änn@example.com", "änn@example.com")]
    public void Addresses_have_one_form(string text, string address)
    {
        Mailbox.TryNormalize(text, out var normalized).ShouldBeTrue();
        normalized.ShouldBe(address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.com")]
    [InlineData("ann@")]
    [InlineData("ann@localhost")]
    [InlineData("ann@127.0.0.1")]
    [InlineData("ann@[127.0.0.1]")]
    [InlineData(".ann@example.com")]
    [InlineData("an..n@example.com")]
    [InlineData("ann.@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("ann@example..com")]
    [InlineData("ann@-a.example")]
    [InlineData("ann@exa_mple.com")]
    [InlineData("a@b@example.com")]
    [InlineData("ann@example.com>\r\nRCPT TO:<bob@example.com")]
    [InlineData("ann\r\n@example.com")]
    [InlineData("a\u202eb@example.com")]
    [InlineData("ann@example.com, bob@example.com")]
    public void What_is_no_address_is_refused(string text) => Mailbox.TryNormalize(text, out _).ShouldBeFalse();

    [Fact]
    public void Long_addresses_are_refused()
    {
        Mailbox.TryNormalize(new string('a', 64) + "@example.com", out _).ShouldBeTrue();
        Mailbox.TryNormalize(new string('a', 65) + "@example.com", out _).ShouldBeFalse();
        Mailbox.TryNormalize("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) + ".com", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Ann <ann@example.com>", "Ann", "ann@example.com")]
    [InlineData("\"Ann, of \\\"Example\\\" <x@y.example>\" <ann@example.com>", "Ann, of \"Example\" <x@y.example>", "ann@example.com")]
    [InlineData("ann@example.com (Ann)", "", "ann@example.com")]
    [InlineData("Ann (private) <ann@EXAMPLE.com>, bob@example.com", "Ann", "ann@example.com")]
    [InlineData("ann@example.com", "", "ann@example.com")]
    public void Senders_are_read(string header, string name, string address) => MailSender.Read(header).ShouldBe(new Address("email", address, name));

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("Ann <>")]
    [InlineData("\"unclosed <ann@example.com>")]
    [InlineData("((((")]
    public void What_names_nobody_is_nobody(string header) => MailSender.Read(header).ShouldBeNull();

    [Theory]
    [InlineData("An order", "Re: An order")]
    [InlineData("Re: An order", "Re: An order")]
    [InlineData("AW: RE[2]: Fwd: An order", "Re: An order")]
    [InlineData("Regarding: that", "Re: Regarding: that")]
    [InlineData("", "Re:")]
    [InlineData("a\r\nBcc: b", "Re: a  Bcc: b")]
    public void Answers_say_re_once(string subject, string answer) => MailSubject.Answer(subject).ShouldBe(answer);

    [Theory]
    [InlineData("<p>a</p><p>b</p>", "a\n\nb")]
    [InlineData("<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc")]
    [InlineData("a &lt; b < c &amp; d", "a < b < c & d")]
    [InlineData("<!-- <p>no --> yes", "yes")]
    [InlineData("<SCRIPT>no</SCRIPT >yes<style>no", "yes")]
    [InlineData("one<br/>two<BR>three", "one\ntwo\nthree")]
    [InlineData("<a href=\"https://x.example\">link</a>", "link")]
    [InlineData("<", "<")]
    [InlineData("a<b", "a")]
    [InlineData("", "")]
    public void Html_becomes_its_text(string html, string text) => HtmlText.Read(html).ShouldBe(text);

    [Fact]
    public void Html_of_any_kind_is_read_in_one_pass()
    {
        foreach (var part in (string[])["<", "<a", "<!--", "<script>", "&", "<p>", "</", "< ", "\n"])
            HtmlText.Read(string.Concat(Enumerable.Repeat(part, 500_000))).ShouldNotBeNull();
        Prop.ForAll<string>(html => HtmlText.Read(html ?? "") is not null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_breaks_out_of_its_header()
    {
        Prop.ForAll<string, string>((subject, name) =>
        {
            var mail = Written(subject ?? "", name ?? "", "text");
            var header = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
            return header.All(line => line.Length <= 998 && !line.Contains('\r', StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal) && line.All(character => character is >= ' ' and < '\u007f') && line.Trim().Length > 0)
                && header.Where(line => line[0] != ' ').Select(line => line.Split(':')[0]).SequenceEqual(["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]);
        }).QuickCheckThrowOnFailure();
        Written("a\r\nBcc: eve@example.com", "x\r\n\r\nbody", "text").ShouldNotContain("\r\nBcc");
    }

    [Fact]
    public void Long_and_foreign_headers_are_folded_and_encoded()
    {
        var mail = FakeMail.Read("desk@shop.example", "ann@example.com", true, [.. Written("Bestellung über 12 Käsestücke 🧀, " + new string('ü', 200), "Änne \"die\" Käuferin", "text").Split("\r\n")]);
        mail.Fault.ShouldBeNull();
        mail.Headers["Subject"].ShouldBe("Bestellung über 12 Käsestücke 🧀, " + new string('ü', 200));
        mail.Headers["To"].ShouldBe("Änne \"die\" Käuferin <ann@example.com>");
        Written(new string('x', 480), "", "text").Split("\r\n").ShouldAllBe(line => line.Length <= 78);
    }

    [Theory]
    [InlineData("plain\nlines", "7bit")]
    [InlineData(".\n..\n.hidden", "7bit")]
    [InlineData("Käse", "base64")]
    [InlineData("bell\a", "base64")]
    public void Texts_travel_as_they_can(string text, string encoding)
    {
        var stuffed = Written("s", "", text);
        stuffed.ShouldContain($"Content-Transfer-Encoding: {encoding}\r\n");
        stuffed.ShouldEndWith("\r\n");
        stuffed.ShouldNotContain("\r\n.\r\n");
        stuffed.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain('\n');
        FakeMail.Read("a@b.example", "c@d.example", true, [.. stuffed[..^2].Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line)]).Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("X-Failed-Recipients", "bob@example.com", "a@example.com", "a@example.com", true)]
    [InlineData("X-Autoreply", "yes", "a@example.com", "a@example.com", true)]
    [InlineData("X-Auto-Response-Suppress", "OOF, AutoReply", "a@example.com", "a@example.com", true)]
    [InlineData("X-Auto-Response-Suppress", "None", "a@example.com", "a@example.com", false)]
    [InlineData("Auto-Submitted", "auto-generated; owner-email=x", "a@example.com", "a@example.com", true)]
    [InlineData("Auto-Submitted", "no", "a@example.com", "a@example.com", false)]
    [InlineData("Precedence", "Junk", "a@example.com", "a@example.com", true)]
    [InlineData("Precedence", "first-class", "a@example.com", "a@example.com", false)]
    [InlineData("Return-Path", "", "a@example.com", "a@example.com", true)]
    [InlineData("Return-Path", "<>", "a@example.com", "a@example.com", true)]
    [InlineData("Return-Path", "<a@example.com>", "a@example.com", "a@example.com", false)]
    [InlineData("X", "x", "", "a@example.com", true)]
    [InlineData("X", "x", "a@example.com", "Mailer-Daemon@example.com", true)]
    [InlineData("X", "x", "MAILER-DAEMON@example.com", "a@example.com", true)]
    [InlineData("X", "x", "owner-news@example.com", "a@example.com", true)]
    [InlineData("X", "x", "news-request@example.com", "a@example.com", true)]
    [InlineData("X", "x", "a@example.com", "owner@example.com", false)]
    public void What_a_machine_wrote_is_told_by_its_marks(string name, string value, string returnPath, string from, bool isAutomatic) =>
        AutomaticMail.Is([KeyValuePair.Create(name, value)], returnPath, from, "desk@shop.example").ShouldBe(isAutomatic);

    private static string Written(string subject, string name, string text)
    {
        var message = new OutboundMessage(Guid.NewGuid(), "ann@example.com", new Address("email", "desk@shop.example"), new Address("email", "ann@example.com", name), text)
        {
            Thread = new MessageThread(subject, "", [])
        };
        using var written = new MemoryStream();
        new SmtpContent(new OutboundMail(message, "desk@shop.example", name, "ann@example.com"), DateTimeOffset.UnixEpoch).WriteAsync(part => written.WriteAsync(part).AsTask(), default).IsCompletedSuccessfully.ShouldBeTrue();
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
