using System.Text;
using Confab.Channels;
using Confab.Channels.Email.Mailgun;

namespace Confab.Tests.Channels.Email;

public sealed class MailgunChannelTests : AdapterTests, IDisposable
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Parts = "multipart/form-data; boundary=\"cut here\"";

    private const string Posted = """
        --cut here
        Content-Disposition: form-data; name="recipient"

        desk@shop.example
        --cut here
        Content-Disposition: form-data; name="sender"

        ann@example.com
        --cut here
        Content-Disposition: form-data; name="from"

        Ann <ann@example.com>
        --cut here
        Content-Disposition: form-data; name="body-plain"

        See the picture.
        --cut here
        Content-Disposition: form-data; name="attachment-1"; filename="a.png"
        Content-Type: image/png

        not really
        --cut here--

        """;

    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Channels", "Email", "Fixtures");
    private static readonly Guid Ours = Guid.Parse("0197a6d4-c7d1-7c3f-8a9d-000000000001");
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new MailgunChannel(new ChannelSettings("", "", "", "http://127.0.0.1:9"), http, TimeProvider.System);

    private protected override ChannelAccount Account { get; } = new(Guid.NewGuid(), "email", FakeMailgun.SigningKey, FakeMailgun.ApiKey, new Dictionary<string, string>
    {
        ["provider"] = "mailgun", ["domain"] = FakeMailgun.Domain, ["from"] = "desk@shop.example", ["from_name"] = "The Shop"
    }, "");

    /// <summary>Mails as forms, events as JSON, and a mail with its attachment along: all without their signatures.</summary>
    private protected override IReadOnlyList<string> Bodies { get; } = [.. Directory.GetFiles(Fixtures, "*.json").Order().Select(Load), Posted.ReplaceLineEndings("\r\n")];

    private protected override bool SignatureIsInside => true;

    /// <summary>The signature does not cover what a call says; but it is good for one call.</summary>
    private protected override IEnumerable<string> Altered(string text) => [text[..^2], text[..(text.Length / 2)], text + " ", text.Replace("example.com", "evil.example", StringComparison.Ordinal)];

    public void Dispose() => http.Dispose();

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => Sign(body, FakeMailgun.Sign(account.Secret, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))[..50]));

    [Fact]
    public void A_first_mail_is_taken_in_full()
    {
        var message = Read("mail-text").ShouldBeOfType<Inbound.Message>();
        (message.ProviderId, message.DialogId, message.Subject, message.IsAutomatic).ShouldBe(("first@example.com", "ann@example.com", "An order", false));
        (message.Self, message.Peer).ShouldBe((new Address("email", "desk@shop.example"), new Address("email", "ann@example.com", "Ann Ö.")));
        message.Text.ShouldBe("Where is my order?\n\n-- \nAnn");
    }

    [Fact]
    public void Of_an_answer_only_what_is_new_is_taken()
    {
        var message = Read("mail-reply").ShouldBeOfType<Inbound.Message>();
        (message.Subject, message.Text).ShouldBe(("Re: An order", "Blue, please."));
    }

    [Fact]
    public void Where_there_is_only_html_its_text_is_taken() =>
        Read("mail-html").ShouldBeOfType<Inbound.Message>().Text.ShouldBe("Where is my order?\n\nAnn & Bob\nfrom <here>");

    [Fact]
    public void Attachments_are_described_whether_they_are_stored_or_come_along()
    {
        var stored = Read("mail-stored").ShouldBeOfType<Inbound.Message>().Medias;
        stored.Select(media => (media.Type, media.Filename, media.Details["size"])).ShouldBe([("image", "käse.png", 12345L), ("file", "bill.pdf", 99L)]);
        stored[0].Source.ShouldStartWith("https://storage.mailgun.net/");
        var message = Items(Posted.ReplaceLineEndings("\r\n"))[^1].ShouldBeOfType<Inbound.Message>();
        (message.Text, message.Medias.ShouldHaveSingleItem().Type, message.Medias[0].Source, message.Medias[0].Details["size"]).ShouldBe(("See the picture.", "image", "", 10L));
        message.Medias[0].Content!.Value.Length.ShouldBe(10);
    }

    [Fact]
    public async Task What_is_kept_here_goes_along_as_a_form_with_files_and_what_mailgun_stored_is_fetched_with_the_key()
    {
        await using var mailgun = await FakeMailgun.StartedAsync();
        var channel = new MailgunChannel(new ChannelSettings("", "", "", mailgun.Address, mailgun.Address), http, TimeProvider.System);
        var (files, keys) = (new List<(string, string, long)>(), new List<string>());
        mailgun.Intercept = async call =>
        {
            keys.Add(call.Request.Headers.Authorization.ToString());
            if (call.Request.Method == "GET")
                return true;
            var form = await call.Request.ReadFormAsync();
            files.AddRange(form.Files.Select(file => (file.FileName, file.ContentType, file.Length)));
            form["text"].ToString().ShouldBe("See it.");
            await call.Response.WriteAsync("""{"id":"<sent@mg.example.com>"}""");
            return true;
        };
        var media = new OutboundMedia(Guid.NewGuid(), "image", "a.png", "image/png", 3, "https://x/1", default) { Open = _ => Task.FromResult<Stream>(new MemoryStream([1, 2, 3])) };
        var message = new OutboundMessage(Guid.NewGuid(), "ann@example.com", new Address("email", "desk@mg.example.com"), new Address("email", "ann@example.com"), "See it.") { Medias = [media] };
        (await channel.SendAsync(message, Account, CancellationToken.None)).ShouldBeOfType<SendResult.Sent>();
        files.ShouldBe([("a.png", "image/png", 3L)]);
        (await FetchAsync(mailgun.Address + "/v3/domains/x/messages/y/attachments/0")).ShouldBeOfType<MediaFetch.Found>().Answer.Dispose();
        (await FetchAsync("https://elsewhere.example.com/1")).ShouldBe(new MediaFetch.Elsewhere("https://elsewhere.example.com/1"));
        (await FetchAsync("https://mailgun.net.example.com/1")).ShouldBeOfType<MediaFetch.Elsewhere>();
        keys.Count.ShouldBe(2);
        keys.ShouldAllBe(key => key.StartsWith("Basic ", StringComparison.Ordinal));

        Task<MediaFetch> FetchAsync(string source) => channel.FetchAsync(source, Account, CancellationToken.None);
    }

    [Theory]
    [InlineData("mail-bounce")]
    [InlineData("mail-absence")]
    [InlineData("mail-list")]
    public void What_a_machine_wrote_is_told_apart(string fixture) => Read(fixture).ShouldBeOfType<Inbound.Message>().IsAutomatic.ShouldBeTrue();

    [Theory]
    [InlineData("accepted", DeliveryState.Sent, "", "")]
    [InlineData("delivered", DeliveryState.Delivered, "", "")]
    [InlineData("opened", DeliveryState.Read, "", "")]
    [InlineData("clicked", DeliveryState.Read, "", "")]
    [InlineData("failed-permanent", DeliveryState.Failed, "bounce", "550 5.1.1 The account does not exist")]
    [InlineData("complained", DeliveryState.Failed, "complaint", "The recipient marked it as spam.")]
    [InlineData("rejected", DeliveryState.Failed, "rejected", "Sandbox subdomains are for test purposes only.")]
    public void Events_say_what_became_of_our_message(string fixture, DeliveryState state, string code, string reason)
    {
        var receipt = Read($"event-{fixture}").ShouldBeOfType<Inbound.Receipt>();
        (receipt.MessageId, receipt.ProviderId).ShouldBe((Ours, "0197a6d4c7d17c3f8a9d000000000001@shop.example"));
        (receipt.State, receipt.ErrorCode, receipt.ErrorMessage).ShouldBe((state, code, reason));
    }

    [Theory]
    [InlineData("failed-temporary")]
    [InlineData("unsubscribed")]
    public void What_changes_nothing_is_kept(string fixture) => Read($"event-{fixture}").ShouldBeOfType<Inbound.Other>();

    [Fact]
    public void The_same_mail_in_another_call_has_the_same_key_and_for_another_address_of_ours_another()
    {
        var body = Load(Path.Combine(Fixtures, "mail-text.json"));
        Inbound[] Parse(string text) => [.. Channel.Receive(Sign(Encoding.UTF8.GetBytes(text), FakeMailgun.Sign()), Account).ShouldBeOfType<Received.Parsed>().Items];
        var (first, again, other) = (Parse(body), Parse(body), Parse(body.Replace("recipient=desk", "recipient=sales", StringComparison.Ordinal)));
        first[0].ShouldBeOfType<Inbound.Call>().Key.ShouldNotBe(again[0].Key);
        first[1].Key.ShouldBe(again[1].Key);
        first[1].Key.ShouldNotBe(other[1].Key);
    }

    [Fact]
    public void A_signature_that_is_forged_cut_or_old_is_refused()
    {
        var (timestamp, token, signature) = FakeMailgun.Sign();
        foreach (var wrong in ((string, string, string)[])
        [
            (timestamp, token, ""), (timestamp, "", signature), ("", token, signature), (timestamp, token + "0", signature), (timestamp, token, signature[..^2]), (timestamp, token, signature[..^1] + "x"),
            (timestamp, token, (signature[0] == '0' ? "1" : "0") + signature[1..]), ((long.Parse(timestamp) + 1).ToString(), token, signature),
            FakeMailgun.Sign("another key"), FakeMailgun.Sign(at: DateTimeOffset.UtcNow.AddHours(-13)), FakeMailgun.Sign(at: DateTimeOffset.UtcNow.AddHours(13))
        ])
            foreach (var body in Bodies)
                Channel.Receive(Sign(Encoding.UTF8.GetBytes(body), wrong), Account).ShouldBeOfType<Received.Rejected>();
        Channel.Receive(Sign(Encoding.UTF8.GetBytes(Bodies[0]), FakeMailgun.Sign(at: DateTimeOffset.UtcNow.AddHours(-9))), Account).ShouldBeOfType<Received.Parsed>();
    }

    [Fact]
    public void A_call_that_was_cut_anywhere_is_refused_or_read_and_never_fails()
    {
        foreach (var body in Bodies)
        {
            var signed = Sign(Encoding.UTF8.GetBytes(body), FakeMailgun.Sign());
            for (var length = 0; length < signed.Body.Length; length += 7)
                Channel.Receive(signed with { Body = signed.Body[..length] }, Account).ShouldNotBeNull();
            Channel.Receive(signed with { Method = "GET" }, Account).ShouldBeOfType<Received.Rejected>().Problem.ShouldBe(Problem.MethodNotAllowed);
        }
    }

    [Fact]
    public async Task An_account_in_europe_is_called_there()
    {
        await using var mailgun = await FakeMailgun.StartedAsync();
        var channel = new MailgunChannel(new ChannelSettings("", "", "", "http://127.0.0.1:9", mailgun.Address), http, TimeProvider.System);
        var message = new OutboundMessage(Guid.NewGuid(), "ann@example.com", new Address("email", "desk@shop.example"), new Address("email", "ann@example.com", "Ann \"A\" \\ O'Neil, of\r\nBcc: x"), "x");
        (await channel.SendAsync(message, Account, default)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("not_reached");
        var data = new Dictionary<string, string>(Account.ProviderData) { ["region"] = "eu" };
        (await channel.SendAsync(message, Account with { ProviderData = data }, default)).ShouldBe(new SendResult.Sent($"{message.Id:N}@shop.example"));
        mailgun.Tries.ShouldHaveSingleItem()["to"].ShouldBe("\"Ann \\\"A\\\" \\\\ O'Neil, of  Bcc: x\" <ann@example.com>");
        (await channel.SendAsync(message, Account with { ProviderData = data, Token = "another" }, default)).ShouldBe(new SendResult.Refused("401", "Forbidden"));
    }

    [Fact]
    public void All_faults_of_an_account_are_told_at_once() => Channel.Check(Account with
    {
        Secret = "",
        Token = "",
        ProviderData = new Dictionary<string, string> { ["provider"] = "mailgun", ["domain"] = "no domain", ["region"] = "mars", ["from"] = "nobody", ["from_name"] = "a\r\nb" }
    }).Select(fault => fault.Field).ShouldBe(["token", "secret", "provider_data.domain", "provider_data.region", "provider_data.from", "provider_data.from_name"]);

    private Inbound Read(string fixture) => Items(Load(Path.Combine(Fixtures, fixture + ".json"))) is [Inbound.Call, var item] ? item : throw new InvalidOperationException("not a call and one thing");

    private static string Load(string file) => Path.GetFileName(file).StartsWith("event", StringComparison.Ordinal) ? File.ReadAllText(file)
        : string.Join('&', JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));

    private static HookRequest Sign(byte[] body, (string Timestamp, string Token, string Signature) with)
    {
        var (type, before, after) = body.AsSpan().StartsWith("--"u8)
            ? (Parts, string.Concat(((string, string)[])[("timestamp", with.Timestamp), ("token", with.Token), ("signature", with.Signature)] switch { var fields => fields.Select(field => $"--cut here\r\nContent-Disposition: form-data; name=\"{field.Item1}\"\r\n\r\n{field.Item2}\r\n") }), "")
            : body.AsSpan().TrimStart((byte)' ').StartsWith("{"u8)
                ? ("application/json", $$"""{"signature":{"timestamp":"{{with.Timestamp}}","token":"{{with.Token}}","signature":"{{with.Signature}}"},"event-data":""", "}")
                : (Form, $"timestamp={with.Timestamp}&token={with.Token}&signature={with.Signature}&", "");
        return new HookRequest("POST", "", new Dictionary<string, string> { ["Content-Type"] = type }, (byte[])[.. Encoding.UTF8.GetBytes(before), .. body, .. Encoding.UTF8.GetBytes(after)]);
    }
}
