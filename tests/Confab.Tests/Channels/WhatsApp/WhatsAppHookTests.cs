using System.Security.Cryptography;
using System.Text;
using Confab.Channels;
using Confab.Channels.WhatsApp;

namespace Confab.Tests.Channels.WhatsApp;

public sealed class WhatsAppHookTests : AdapterTests, IDisposable
{
    private const string Quoted = "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI3MTE5MjVBOTE3MDk5QUVFM0YA";
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Channels", "WhatsApp", "Fixtures");
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new WhatsAppChannel(new ChannelSettings("", "", "", WhatsAppApi: "http://127.0.0.1:9"), http, TimeProvider.System);

    private protected override ChannelAccount Account { get; } = new(Guid.NewGuid(), "whatsapp", "verify", "token",
        new Dictionary<string, string> { ["phone_number_id"] = "106540352242922", ["app_secret"] = "app secret" }, "");

    private protected override IReadOnlyList<string> Bodies { get; } = [.. Directory.GetFiles(Fixtures, "*.json").Order().Select(File.ReadAllText)];

    public void Dispose() => http.Dispose();

    private protected override ChannelAccount SignedBy(string secret) =>
        Account with { Secret = secret, ProviderData = new Dictionary<string, string> { ["phone_number_id"] = "106540352242922", ["app_secret"] = secret } };

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => new("POST", "", new Dictionary<string, string>
    {
        ["X-Hub-Signature-256"] = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Data("app_secret")), body))
    }, body);

    [Theory]
    [InlineData("text", "Does it come in another color?", "")]
    [InlineData("text-reply", "Yes, that one", "reply_context")]
    [InlineData("text-forwarded", "Look at this", "forwarded")]
    [InlineData("text-often-forwarded", "Look at this", "forwarded~frequently=True")]
    [InlineData("text-product", "Is this one there?", "reply_context~catalog_id=194836987003835~product_retailer_id=di9ozbzfi4")]
    [InlineData("text-referral", "Can I get more info about this?", "referral~source_type=ad~headline=Chat with us")]
    [InlineData("image", "The color I want", "image~content_type=image/jpeg")]
    [InlineData("video", "How it works", "video~content_type=video/mp4")]
    [InlineData("audio", "", "audio~content_type=audio/mpeg~voice=False")]
    [InlineData("voice", "", "audio~content_type=audio/ogg; codecs=opus~voice=True")]
    [InlineData("document", "The order", "file~content_type=application/pdf")]
    [InlineData("sticker", "", "sticker~content_type=image/webp~animated=False")]
    [InlineData("location", "", "location~title=Philz Coffee~latitude=37.442175~longitude=-122.161232")]
    [InlineData("contacts", "", "contact~name=Barbara J. Johnson~phones=+1 (650) 555-9999~organization=Lucky Shrub, Legal, Lead Counsel~emails=bjohnson@luckyshrub.com|contact~name=Ann")]
    [InlineData("button-reply", "Cancel", "interactive~kind=button_reply~reply_id=cancel-button|reply_context")]
    [InlineData("list-reply", "Priority Mail Express", "interactive~kind=list_reply~reply_id=priority_express~description=Next Day to 2 Days|reply_context")]
    [InlineData("flow-reply", "Sent", "interactive~kind=nfm_reply~name=flow~response_json={\"flow_token\":\"abc\",\"day\":\"monday\"}|reply_context")]
    [InlineData("call-permission", "", "interactive~kind=call_permission_reply")]
    [InlineData("button", "Unsubscribe", "button~payload=Unsubscribe|reply_context")]
    [InlineData("order", "Love these!\n2 × di9ozbzfi4, 30 USD\n1 × nqryix03ez, 25.5 USD", "order~catalog_id=194836987003835")]
    [InlineData("reaction", "👍", "reaction~emoji=👍~action=added")]
    [InlineData("reaction-removed", "", "reaction~action=removed")]
    [InlineData("system", "User Sheena Nelson changed from 16505551234 to 12195555358", "system~kind=user_changed_number~wa_id=12195555358")]
    [InlineData("unsupported", "", "unsupported~kind=unsupported~code=131051~reason=Message type is currently not supported.")]
    [InlineData("unknown", "", "unsupported~kind=unknown~code=131051")]
    [InlineData("of-the-future", "", "unsupported~kind=hologram")]
    public void Messages_of_every_type_are_taken(string fixture, string text, string entries)
    {
        var message = Read($"message-{fixture}").ShouldBeOfType<Inbound.Message>();
        message.Text.ShouldBe(text);
        (message.DialogId, message.Key, message.ProviderId).ShouldBe(("16505551234", message.ProviderId, message.Key));
        (message.Self, message.Peer).ShouldBe((new Address("whatsapp", "15550783881", "me"), new Address("whatsapp", "16505551234", "Sheena Nelson")));
        message.Written.ToString().ShouldBe("2025-06-08 20:59:43.000000");
        var expected = entries.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('~')).ToList();
        message.Medias.Select(media => media.Type).ShouldBe(expected.Select(entry => entry[0]));
        foreach (var (media, entry) in message.Medias.Zip(expected))
            foreach (var pair in entry.Skip(1).Select(pair => pair.Split('=', 2)))
                Convert.ToString(media.Details[pair[0]], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(pair[1]);
    }

    [Fact]
    public void Files_are_fetched_by_their_id_and_what_is_about_another_message_says_which()
    {
        var document = Message("document").Medias[0];
        (document.Source, document.Filename).ShouldBe(("1376223850470843", "order_2025.pdf"));
        Message("text-reply").Medias[0].About.ShouldBe(Quoted);
        Message("reaction").Medias[0].About.ShouldStartWith("wamid.");
        Message("order").Medias[0].Details["product_items"].ToString()!.ShouldContain("nqryix03ez");
        Message("call-permission").Medias[0].Details["data"].ToString()!.ShouldContain("accept");
    }

    [Fact]
    public void What_WhatsApp_itself_says_is_answered_by_no_flow()
    {
        Message("system").IsAutomatic.ShouldBeTrue();
        Message("unsupported").IsAutomatic.ShouldBeFalse();
    }

    [Theory]
    [InlineData("sent", DeliveryState.Sent)]
    [InlineData("delivered", DeliveryState.Delivered)]
    [InlineData("read", DeliveryState.Read)]
    [InlineData("played", DeliveryState.Read)]
    public void Statuses_are_receipts_told_once_each(string word, DeliveryState state)
    {
        var receipt = Read($"status-{word}").ShouldBeOfType<Inbound.Receipt>();
        (receipt.State, receipt.ProviderId, receipt.Key).ShouldBe((state, Quoted, $"{Quoted}:{word}"));
        receipt.MessageId.ShouldBe(word == "sent" ? Guid.Parse("550e8400-e29b-41d4-a716-446655440000") : null);
    }

    [Fact]
    public void A_failure_says_why()
    {
        var receipt = Read("status-failed").ShouldBeOfType<Inbound.Receipt>();
        (receipt.State, receipt.ErrorCode).ShouldBe((DeliveryState.Failed, "131049"));
        receipt.ErrorMessage.ShouldBe("Meta did not deliver it, to spare the recipient too many marketing messages. (In order to maintain a healthy ecosystem engagement, the message failed to be delivered.)");
    }

    [Fact]
    public void Of_a_message_in_several_calls_the_last_tells_how_far_it_is_and_each_may_fail_it()
    {
        Read("status-part-sent").ShouldBeOfType<Inbound.Other>();
        var failed = Read("status-part-failed").ShouldBeOfType<Inbound.Receipt>();
        (failed.MessageId, failed.Overrules, failed.ErrorCode).ShouldBe((Guid.Parse("550e8400-e29b-41d4-a716-446655440000"), true, "131053"));
    }

    [Fact]
    public void Every_list_of_a_batch_is_walked_and_what_is_for_another_number_is_kept_only() => Items(Fixture("batch")).Select(item => item switch
    {
        Inbound.Message message => message.Text,
        Inbound.Receipt receipt => receipt.Key,
        Inbound.Other other => $"{other.Kind} {other.Raw.Contains("not ours", StringComparison.Ordinal)}",
        _ => ""
    }).ShouldBe(["one", "two", "wamid.A:read", "wamid.A:delivered", "wamid.B:failed", "messages True", "three"]);

    [Theory]
    [InlineData("other-number", "messages")]
    [InlineData("errors", "messages")]
    [InlineData("template-status", "message_template_status_update")]
    [InlineData("account-update", "account_update")]
    [InlineData("status-of-the-future", "status")]
    [InlineData("message-from-a-group", "text")]
    public void All_else_is_kept_as_it_came(string fixture, string kind)
    {
        var other = Read(fixture).ShouldBeOfType<Inbound.Other>();
        other.Kind.ShouldBe(kind);
        JsonDocument.Parse(other.Raw);
    }

    [Fact]
    public void What_is_no_JSON_or_holds_nothing_is_kept_too()
    {
        foreach (var body in (string[])["{}", "[]", "null", "", "not json", """{"entry":[]}""", """{"entry":[{"changes":[]}]}""", """{"entry":7}"""])
            Items(body).Single().ShouldBeOfType<Inbound.Other>();
    }

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1158201444", "1158201444")]
    [InlineData("?hub.mode=subscribe&hub.verify_token=Verify&hub.challenge=1158201444", null)]
    [InlineData("?hub.mode=subscribe&hub.verify_token=&hub.challenge=1158201444", null)]
    [InlineData("?hub.mode=unsubscribe&hub.verify_token=verify&hub.challenge=1158201444", null)]
    [InlineData("?hub.mode=subscribe&hub.verify_token=verify&hub.verify_token=verify&hub.challenge=1", null)]
    [InlineData("?hub.mode=subscribe&hub.verify_token=verify", null)]
    [InlineData("", null)]
    public void The_challenge_is_answered_to_who_knows_the_verify_token(string query, string? answer)
    {
        var received = Channel.Receive(new HookRequest("GET", query, new Dictionary<string, string>(), default), Account);
        if (answer is null)
            received.ShouldBeOfType<Received.Rejected>().Problem.Http.ShouldBe(403);
        else
            received.ShouldBeOfType<Received.Verified>().Challenge.ShouldBe(answer);
        Channel.Receive(new HookRequest("GET", query, new Dictionary<string, string>(), default), Account with { Secret = "" }).ShouldBeOfType<Received.Rejected>();
    }

    [Fact]
    public void A_signature_of_another_form_is_refused()
    {
        var signed = Sign(Encoding.UTF8.GetBytes(Fixture("message-reaction")), Account);
        var given = signed.Headers["X-Hub-Signature-256"];
        foreach (var other in (string[])[given["sha256=".Length..], given[..^2], given + "00", "sha1=" + given["sha256=".Length..], "sha256=", ""])
            Channel.Receive(signed with { Headers = new Dictionary<string, string> { ["X-Hub-Signature-256"] = other } }, Account).ShouldBeOfType<Received.Rejected>();
    }

    [Fact]
    public void An_account_needs_all_its_settings() =>
        Channel.Check(Account with { Secret = "", Token = "", ProviderData = new Dictionary<string, string> { ["phone_number_id"] = "+15550783881" } }).Select(fault => fault.Field)
            .ShouldBe(["secret", "token", "provider_data.phone_number_id", "provider_data.app_secret"]);

    private static string Fixture(string name) => File.ReadAllText(Path.Combine(Fixtures, name + ".json"));

    private Inbound Read(string fixture) => Items(Fixture(fixture)).Single();

    private Inbound.Message Message(string fixture) => Read($"message-{fixture}").ShouldBeOfType<Inbound.Message>();
}
