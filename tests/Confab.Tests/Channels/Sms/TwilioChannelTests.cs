using System.Text;
using Confab.Channels;
using Confab.Channels.Sms.Twilio;

namespace Confab.Tests.Channels.Sms;

public sealed class TwilioChannelTests : AdapterTests, IDisposable
{
    private const string Sid = "SM0123456789abcdef0123456789abcdef";
    private const string Message = $"MessageSid={Sid}&SmsSid={Sid}&SmsMessageSid={Sid}&SmsStatus=received&AccountSid={FakeTwilio.Sid}&ApiVersion=2010-04-01&From=%2B15550199001&To=%2B15550107001&Body=Caf%C3%A9+%26+more&NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2Fm%2F1&MediaContentType0=image%2Fjpeg&NumSegments=1&NewField=x";
    private const string Plain = $"AccountSid={FakeTwilio.Sid}&Body=hello&From=%2B15550199001&MessageSid={Sid}&NumMedia=0&OptOutType=STOP&To=12345";
    private const string Status = $"AccountSid={FakeTwilio.Sid}&From=%2B15550107001&MessageSid={Sid}&MessageStatus=undelivered&SmsSid={Sid}&SmsStatus=undelivered&ErrorCode=30003&To=%2B15550199001";
    private const string Callback = "?message=0190a1b2-0000-7000-8000-000000000001";
    private static readonly string[] States = ["accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "undelivered", "failed", "canceled", "partially_delivered"];
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new TwilioChannel(new ChannelSettings("", "", "http://127.0.0.1:9"), http);

    private protected override ChannelAccount Account { get; } =
        new(Guid.NewGuid(), "sms", "", "auth token", new Dictionary<string, string> { ["provider"] = "twilio", ["account_sid"] = FakeTwilio.Sid }, "https://chat.example.com/v1.0/conversation/accounts/1");

    private protected override IReadOnlyList<string> Bodies { get; } =
    [
        Message, Plain.Replace(Sid, $"MM{1:x32}", StringComparison.Ordinal), Status, .. States.Select(state => Told(state)),
        .. ((string[])["STOP", "START", "HELP"]).Select((word, i) => $"MessageSid=SM{i + 2:x32}&AccountSid={FakeTwilio.Sid}&From=%2B15550199002&To=%2B15550107001&Body={word}&OptOutType={word}&NumMedia=0")
    ];

    private protected override bool RefusesWhatItCannotRead => true;

    /// <summary>Names and values are signed as they are read, so a form that encodes the same otherwise is the same.</summary>
    private protected override IEnumerable<string> Altered(string text) =>
        [text[..^1], text[(text.IndexOf('&', StringComparison.Ordinal) + 1)..], text + "&x=1", text.Replace("%C3%A9", "%E9", StringComparison.Ordinal), text.Replace("%", "%25", StringComparison.Ordinal), text + " "];

    public void Dispose() => http.Dispose();

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => Sign(body, account, body.AsSpan().IndexOf("MessageStatus"u8) < 0 ? "" : Callback);

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
        var receipt = Items(Told(status, code)).Single().ShouldBeOfType<Inbound.Receipt>();
        (receipt.ProviderId, receipt.State, receipt.ErrorCode, receipt.OptedOut, receipt.Key).ShouldBe((Sid, state, code, code == "21610", $"{Sid}:{status}"));
        receipt.ErrorMessage.ShouldContain(reason);
    }

    [Theory]
    [InlineData("STOP", "STOP")]
    [InlineData("START", "START")]
    [InlineData("HELP", "HELP")]
    [InlineData("stop", "")]
    [InlineData("", "")]
    public void What_Twilio_took_for_a_command_and_answered_is_told(string type, string answered) =>
        Items(Plain.Replace("OptOutType=STOP", $"OptOutType={type}", StringComparison.Ordinal)).Single().ShouldBeOfType<Inbound.Message>().Answered.ShouldBe(answered);

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
        var signed = Sign(Encoding.UTF8.GetBytes(Status), Account, Callback);
        var receipt = Channel.Receive(signed, Account).ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Receipt>();
        (receipt.MessageId, receipt.State, receipt.ErrorCode).ShouldBe((Guid.Parse(Callback[9..]), DeliveryState.Failed, "30003"));
        Channel.Receive(signed with { Query = $"?message={Guid.NewGuid()}" }, Account).ShouldBeOfType<Received.Rejected>();
    }

    /// <summary>Names and values are signed without anything between them: the same signature fits every other cut of the same text.</summary>
    [Theory]
    [InlineData(Message, "")]
    [InlineData(Plain, "")]
    [InlineData(Status, Callback)]
    public void A_call_that_is_cut_anew_is_refused_or_tells_the_same_once_more(string body, string query)
    {
        var signed = Sign(Encoding.UTF8.GetBytes(body), Account, query);
        var told = Channel.Receive(signed, Account).ShouldBeOfType<Received.Parsed>().Items.Single();
        var (random, taken, refused) = (new Random(7), 0, 0);
        for (var round = 0; round < 20_000; round++)
            if (Channel.Receive(CutAnew(signed, random), Account) is Received.Parsed parsed)
            {
                taken++;
                (parsed.Items.Single().Key, parsed.Items.Single().GetType()).ShouldBe((told.Key, told.GetType()));
            }
            else
                refused++;
        (taken > 0, refused > 0).ShouldBe((true, true));
    }

    [Theory]
    [InlineData(Plain, "", "NumMedia=0&", "", $"MessageSid={Sid}", $"MessageSid={Sid}NumMedia0")]
    [InlineData(Plain, "", "NumMedia=0", "NumMedia0=", "", "")]
    [InlineData(Plain, "", "AccountSid=", "AccountSidA=", "=AC", "=C")]
    [InlineData(Plain, "", "From=%2B", "From%2B=", "", "")]
    [InlineData(Status, Callback, "MessageStatus=un", "MessageStatusun=", "", "")]
    [InlineData(Status, Callback, "&MessageStatus=undelivered", "", $"MessageSid={Sid}", $"MessageSid={Sid}MessageStatusundelivered")]
    [InlineData(Status, Callback, "AccountSid=", "%3Fmessage%3D0190a1b2-0000-7000-8000-000000000001=&AccountSid=", "MessageStatus=un", "MessageStatusu=n")]
    public void Cuts_that_would_be_another_message_or_another_kind_are_refused(string body, string query, string one, string by, string other, string by2)
    {
        var signed = Sign(Encoding.UTF8.GetBytes(body), Account, query);
        var cut = body.Replace(one, by, StringComparison.Ordinal);
        cut = other.Length == 0 ? cut : cut.Replace(other, by2, StringComparison.Ordinal);
        foreach (var kept in (string[])[query, ""])
            Channel.Receive(signed with { Query = kept, Body = Encoding.UTF8.GetBytes(cut) }, Account).ShouldBeOfType<Received.Rejected>().Problem.ShouldBe(Problem.InvalidSignature);
    }

    [Theory]
    [InlineData("MessageSid", "SM1")]
    [InlineData("MessageSid", "SM0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("MessageSid", Sid + "\n")]
    [InlineData("AccountSid", "AC00000000000000000000000000000000")]
    [InlineData("From", "+1555019900100000000")]
    [InlineData("To", "")]
    [InlineData("NumMedia", "")]
    [InlineData("NumMedia", "x")]
    [InlineData("Body", "a From+15550000000MessageSidSM11111111111111111111111111111111NumMedia0To+15550107001Z")]
    public void A_message_of_another_form_than_twilios_is_refused(string name, string value)
    {
        var fields = Plain.Split('&').Select(field => field.Split('=')[0] == name ? $"{name}={Uri.EscapeDataString(value)}" : field);
        Channel.Receive(Sign(Encoding.UTF8.GetBytes(string.Join('&', fields)), Account), Account).ShouldBeOfType<Received.Rejected>().Problem.ShouldBe(Problem.InvalidSignature);
    }

    [Fact]
    public void A_status_that_says_nothing_of_one_peer_is_kept_and_one_that_twilio_does_not_have_is_refused()
    {
        Receive("partially_delivered").ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Other>();
        Receive("elsewhere").ShouldBeOfType<Received.Rejected>();
        Receive("delivered").ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Receipt>().State.ShouldBe(DeliveryState.Delivered);

        Received Receive(string status) => Channel.Receive(Sign(Encoding.UTF8.GetBytes(Status.Replace("MessageStatus=undelivered", $"MessageStatus={status}", StringComparison.Ordinal)), Account, Callback), Account);
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
        foreach (var wrong in (int[])[401, 403])
        {
            status = wrong;
            (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.RetryLater>();
        }
        status = 503;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.RetryLater>();
        status = 200;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.Found>().Answer.Dispose();
        asked.ShouldAllBe(header => header.StartsWith("Basic ", StringComparison.Ordinal));
        (await FetchAsync("https://elsewhere.example.com/1")).ShouldBe(new MediaFetch.Elsewhere("https://elsewhere.example.com/1"));
        asked.Count.ShouldBe(6);

        Task<MediaFetch> FetchAsync(string source) => channel.FetchAsync(source, Account, CancellationToken.None);
    }

    [Theory]
    [InlineData(401, 20003, true)]
    [InlineData(403, 20005, true)]
    [InlineData(403, 21408, false)]
    [InlineData(400, 21610, false)]
    public async Task A_token_that_is_wrong_is_waited_for_and_what_is_said_of_the_message_is_final(int status, int code, bool again)
    {
        await using var twilio = await FakeTwilio.StartedAsync();
        twilio.Intercept = async call =>
        {
            call.Response.StatusCode = status;
            await call.Response.WriteAsync($$"""{"code":{{code}},"message":"Twilio's words"}""");
            return true;
        };
        var result = await new TwilioChannel(new ChannelSettings("", "", twilio.Address), http).SendAsync(new OutboundMessage(Guid.NewGuid(), "", new Address("tel", "+15550107001"), new Address("tel", "+15550199001"), "x"), Account, default);
        (result is SendResult.RetryLater { Reason: "Twilio's words" }, result is SendResult.Refused { Reason: "Twilio's words" }).ShouldBe((again, !again));
    }

    private static string Told(string status, string code = "") => $"AccountSid={FakeTwilio.Sid}&ErrorCode={code}&MessageSid={Sid}&MessageStatus={status}&To=%2B15550199001";

    /// <summary>The text that was signed, with the borders of its query, names and values elsewhere.</summary>
    private static HookRequest CutAnew(HookRequest signed, Random random)
    {
        var parts = TwilioForm.Parse(signed.Body).Sorted.SelectMany(field => new[] { field.Key, field.Value }).ToList();
        var text = signed.Query + string.Concat(parts);
        List<int> cuts = [signed.Query.Length, .. parts.Select((_, i) => signed.Query.Length + parts.Take(i + 1).Sum(part => part.Length))];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var (i, change) = (random.Next(0, cuts.Count - 2), random.Next(3));
            if (change == 0)
                cuts[i] = random.Next(i == 0 ? 0 : cuts[i - 1], cuts[i + 1] + 1);
            else if (change == 1 && i > 0)
                cuts.RemoveRange(i, 2);
            else
                cuts.InsertRange(i + 1, new[] { random.Next(cuts[i], cuts[i + 1] + 1), random.Next(cuts[i], cuts[i + 1] + 1) }.Order());
        }
        var fields = Enumerable.Range(0, (cuts.Count - 1) / 2).Select(i => $"{Uri.EscapeDataString(text[cuts[2 * i]..cuts[2 * i + 1]])}={Uri.EscapeDataString(text[cuts[2 * i + 1]..cuts[2 * i + 2]])}");
        return signed with { Query = text[..cuts[0]], Body = Encoding.UTF8.GetBytes(string.Join('&', fields)) };
    }

    private static HookRequest Sign(byte[] body, ChannelAccount account, string query) => new("POST", query, new Dictionary<string, string>
    {
        ["X-Twilio-Signature"] = Convert.ToBase64String(TwilioSignature.Compute(account.Token, account.HookUrl + query, TwilioForm.Parse(body)))
    }, body);
}
