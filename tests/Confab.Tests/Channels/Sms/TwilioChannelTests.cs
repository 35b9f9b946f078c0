using System.Text;
using Confab.Channels;
using Confab.Channels.Sms.Twilio;

namespace Confab.Tests.Channels.Sms;

public sealed class TwilioChannelTests : AdapterTests, IDisposable
{
    private const string Sid = "SM0123456789abcdef0123456789abcdef";
    private const string Message = $"MessageSid={Sid}&AccountSid=AC1&From=%2B15550199001&To=%2B15550107001&Body=Caf%C3%A9+%26+more&NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2Fm%2F1&MediaContentType0=image%2Fjpeg&NumSegments=1&NewField=x";
    private const string Status = "MessageSid=SM2&MessageStatus=undelivered&ErrorCode=30003&To=%2B15550199001";
    private static readonly string[] States = ["accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "undelivered", "failed", "canceled", "of-the-future"];
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new TwilioChannel(new ChannelSettings("", "", "http://127.0.0.1:9"), http);

    private protected override ChannelAccount Account { get; } =
        new(Guid.NewGuid(), "sms", "", "auth token", new Dictionary<string, string> { ["provider"] = "twilio", ["account_sid"] = "AC1" }, "https://chat.example.com/v1.0/conversation/accounts/1");

    private protected override IReadOnlyList<string> Bodies { get; } =
    [
        Message, Status, .. States.Select(state => $"MessageSid=SM3&MessageStatus={state}&To=%2B15550199001"), "SmsSid=SM4&SmsStatus=received&From=12345&To=%2B15550107001&Body=Your+code&NumMedia=0",
        .. ((string[])["STOP", "START", "HELP"]).Select(word => $"MessageSid=SM{word}&From=%2B15550199002&To=%2B15550107001&Body={word}&OptOutType={word}&NumMedia=0"), "EventType=unknown"
    ];

    /// <summary>Names and values are signed as they are read, so a form that encodes the same otherwise is the same.</summary>
    private protected override IEnumerable<string> Altered(string text) =>
        [text[..^1], text[(text.IndexOf('&', StringComparison.Ordinal) + 1)..], text + "&x=1", text.Replace("%C3%A9", "%E9", StringComparison.Ordinal), text.Replace("%", "%25", StringComparison.Ordinal), text + " "];

    public void Dispose() => http.Dispose();

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => Sign(body, account, "");

    /// <summary>The example of Twilio's own documentation of signatures.</summary>
    [Fact]
    public void The_signature_is_the_one_that_twilio_documents()
    {
        var form = TwilioForm.Parse(Encoding.UTF8.GetBytes("Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE"));
        Convert.ToBase64String(TwilioSignature.Compute("12345", "https://example.com/myapp.php?foo=1&bar=2", form)).ShouldBe("L/OH5YylLD5NRKLltdqwSvS0BnU=");
    }

    [Fact]
    public void A_message_is_read_with_its_medias()
    {
        var message = Items(Message).Single().ShouldBeOfType<Inbound.Message>();
        (message.Key, message.DialogId, message.Self.Target, message.Peer.Target, message.Text).ShouldBe((Sid, "+15550199001", "+15550107001", "+15550199001", "Café & more"));
        (message.Medias.Single().Type, message.Medias.Single().Source).ShouldBe(("image", "https://api.twilio.com/m/1"));
    }

    [Theory]
    [InlineData("accepted", DeliveryState.Queued)]
    [InlineData("scheduled", DeliveryState.Queued)]
    [InlineData("queued", DeliveryState.Queued)]
    [InlineData("sending", DeliveryState.Queued)]
    [InlineData("sent", DeliveryState.Sent)]
    [InlineData("delivered", DeliveryState.Delivered)]
    [InlineData("read", DeliveryState.Read)]
    [InlineData("undelivered", DeliveryState.Failed, "30006", "landline")]
    [InlineData("failed", DeliveryState.Failed, "21610", "opted out")]
    [InlineData("canceled", DeliveryState.Failed)]
    public void Every_status_is_a_receipt(string status, DeliveryState state, string code = "", string reason = "")
    {
        var receipt = Items($"MessageSid=SM2&MessageStatus={status}&ErrorCode={code}").Single().ShouldBeOfType<Inbound.Receipt>();
        (receipt.ProviderId, receipt.State, receipt.ErrorCode, receipt.OptedOut, receipt.Key).ShouldBe(("SM2", state, code, code == "21610", $"SM2:{status}"));
        receipt.ErrorMessage.ShouldContain(reason);
    }

    [Theory]
    [InlineData("STOP", "STOP")]
    [InlineData("START", "START")]
    [InlineData("HELP", "HELP")]
    [InlineData("stop", "")]
    [InlineData("", "")]
    public void What_Twilio_took_for_a_command_and_answered_is_told(string type, string answered) =>
        Items($"MessageSid=SM1&From=%2B15550199001&To=%2B15550107001&Body=x&OptOutType={type}").Single().ShouldBeOfType<Inbound.Message>().Answered.ShouldBe(answered);

    /// <summary>The signature sets no limits between names and values, so a call can be cut otherwise and still be signed: that is no other message.</summary>
    [Fact]
    public void A_call_whose_names_and_values_are_cut_otherwise_is_no_new_message()
    {
        var cut = Sign(Encoding.UTF8.GetBytes(Message), Account) with { Body = Encoding.UTF8.GetBytes(Message.Replace(Sid, Sid + "NewFieldx", StringComparison.Ordinal).Replace("&NewField=x", "", StringComparison.Ordinal)) };
        Channel.Receive(cut, Account).ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Other>();
    }

    [Theory]
    [InlineData("image", "image/gif", 10, MediaWay.Native)]
    [InlineData("video", "video/mp4", 5_000_000, MediaWay.Native)]
    [InlineData("audio", "", 0, MediaWay.Native)]
    [InlineData("file", "application/pdf", 10, MediaWay.Native)]
    [InlineData("file", "text/vcard", 10, MediaWay.Native)]
    [InlineData("file", "application/zip", 10, MediaWay.Link)]
    [InlineData("image", "image/png", 5_000_001, MediaWay.Link)]
    [InlineData("location", "", 0, MediaWay.Refused)]
    public void Mms_carries_what_carriers_do_and_the_rest_goes_as_a_link(string type, string contentType, long size, MediaWay way) =>
        Channel.Fit(new OutboundMedia(Guid.Empty, type, "", contentType, size, way == MediaWay.Refused ? "" : "https://x/1", default)).Way.ShouldBe(way);

    [Fact]
    public void A_status_callback_names_our_message_by_the_query_that_is_signed_with_it()
    {
        var id = Guid.NewGuid();
        var signed = Sign(Encoding.UTF8.GetBytes(Status), Account, $"?message={id}");
        var receipt = Channel.Receive(signed, Account).ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Receipt>();
        (receipt.MessageId, receipt.State, receipt.ErrorCode).ShouldBe((id, DeliveryState.Failed, "30003"));
        Channel.Receive(signed with { Query = $"?message={Guid.NewGuid()}" }, Account).ShouldBeOfType<Received.Rejected>();
    }

    [Fact]
    public void A_body_larger_than_twilios_is_refused_before_it_is_taken_apart()
    {
        foreach (var body in (string[])[string.Concat(Enumerable.Repeat("&a", 10_000)), "Body=" + new string('x', 300_000)])
            Channel.Receive(Sign(Encoding.UTF8.GetBytes(body), Account), Account).ShouldBeOfType<Received.Rejected>().Problem.ShouldBe(Problem.BodyTooLarge);
    }

    [Fact]
    public void Twilio_is_answered_with_an_empty_response_in_xml() =>
        Channel.Receive(Sign(Encoding.UTF8.GetBytes(Message), Account), Account).ShouldBeOfType<Received.Parsed>().Answer.ShouldBe(new HookAnswer("text/xml", "<Response/>"));

    [Fact]
    public async Task Media_is_fetched_with_the_token_from_twilio_only_and_from_where_it_sends_us_without()
    {
        await using var twilio = await FakeTwilio.StartedAsync();
        var channel = new TwilioChannel(new ChannelSettings("", "", twilio.Address), http);
        var (status, asked) = (307, new List<string>());
        twilio.Intercept = call =>
        {
            asked.Add(call.Request.Headers.Authorization.ToString());
            call.Response.StatusCode = status;
            call.Response.Headers.Location = "https://media.example.com/1";
            return Task.FromResult(true);
        };
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBe(new MediaFetch.Elsewhere("https://media.example.com/1"));
        status = 404;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.Gone>();
        status = 503;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.RetryLater>();
        status = 200;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.Found>().Answer.Dispose();
        asked.ShouldAllBe(header => header.StartsWith("Basic ", StringComparison.Ordinal));
        (await FetchAsync("https://elsewhere.example.com/1")).ShouldBe(new MediaFetch.Elsewhere("https://elsewhere.example.com/1"));
        asked.Count.ShouldBe(4);

        Task<MediaFetch> FetchAsync(string source) => channel.FetchAsync(source, Account, CancellationToken.None);
    }

    private static HookRequest Sign(byte[] body, ChannelAccount account, string query) => new("POST", query, new Dictionary<string, string>
    {
        ["X-Twilio-Signature"] = Convert.ToBase64String(TwilioSignature.Compute(account.Token, account.HookUrl + query, TwilioForm.Parse(body)))
    }, body);
}
